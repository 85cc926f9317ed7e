import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findPlugins, importPlugins } from '../../src/io/plugin-modules.ts'
import { scratchFolder } from '../scratch-folder.ts'

const SPELLED = `export default { features: {}, decision: { type: 'threshold' } }\n`

/** A folder with these files. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = scratchFolder()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

/** Code and message of what a call throws. */
async function errorOf(work: () => unknown): Promise<string> {
  try {
    await work()
  } catch (error) {
    return `${(error as { code: string }).code} ${(error as Error).message}`
  }
  return 'no error'
}

const hashOf = (folder: string, file = 'my.ts'): string => findPlugins({ strategy: join(folder, file) })[0]!.hash

it('finds a strategy and a folder of plug-ins, and imports them with their types stripped', async () => {
  const folder = folderOf({
    'MyStrategy.ts': `const sides: string = 'long'\nexport default { features: {}, decision: { type: 'threshold', sides } }\n`,
    'plugins/b.mjs': 'export const models = {}\n',
    'plugins/a.ts': 'export const features = {}\n',
    'plugins/a.test.ts': 'throw new Error()\n',
    'plugins/types.d.ts': 'export type A = 1\n',
    'plugins/inner/part.ts': 'throw new Error()\n',
  })
  const found = findPlugins({ strategy: join(folder, 'MyStrategy.ts'), plugins: join(folder, 'plugins') })
  expect(found.map(({ name, export: exported }) => [name, exported])).toEqual([
    ['a', null],
    ['b', null],
    ['my-strategy', 'default'],
  ])
  expect(structuredClone(found)).toEqual(found)
  const modules = await importPlugins(found)
  expect(modules[2]!.exports).toMatchObject({ default: { decision: { sides: 'long' } } })
  expect(findPlugins({ strategy: `${join(folder, 'MyStrategy.ts')}#fastOne` })[0]).toMatchObject({
    name: 'fast-one',
    export: 'fastOne',
  })
})

it('gives a module without packages of its own the zod of quantfarm', async () => {
  const folder = folderOf({ 'my.ts': `import { z } from 'zod'\nexport default z.strictObject({})\n` })
  const [module] = await importPlugins(findPlugins({ strategy: join(folder, 'my.ts') }))
  expect(module!.exports.default).toHaveProperty('_zod')
})

it('hashes the code of the folder: helpers count, line ends, packages, results and hidden files do not', () => {
  const folder = folderOf({ 'my.ts': SPELLED, 'parts/level.ts': 'export const level = 1\n' })
  const hash = hashOf(folder)
  expect(
    hashOf(folderOf({ 'my.ts': SPELLED.replace('\n', '\r\n'), 'parts/level.ts': 'export const level = 1\n' })),
  ).toBe(hash)
  for (const [name, text] of [
    ['notes.md', 'x'],
    ['node_modules/p/index.js', 'x'],
    ['.cache/x.js', 'x'],
    ['results/a/run.json', '{}'],
    ['results/a/trials.json', '{}'],
    ['datasets/a/catalog.json', '{}'],
  ] as const) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
    expect([name, hashOf(folder)]).toEqual([name, hash])
  }
  symlinkSync(folder, join(folder, 'round'))
  expect(hashOf(folder)).toBe(hash)
  writeFileSync(join(folder, 'parts/level.ts'), 'export const level = 2\n')
  expect(hashOf(folder)).not.toBe(hash)
})

it('sees on another thread that the code is not the same any more', async () => {
  const folder = folderOf({ 'my.ts': SPELLED })
  const found = findPlugins({ strategy: join(folder, 'my.ts') })
  writeFileSync(join(folder, 'my.ts'), `${SPELLED}// changed\n`)
  expect(await errorOf(() => importPlugins(found))).toMatch(
    /^E_STRATEGY_HASH .*my\.ts: the code in its folder has hash/,
  )
})

it.each([
  ['https://example.org/my.ts', /^E_STRATEGY_FILE .*is a URL$/],
  ['data:text/javascript,1', /^E_STRATEGY_FILE .*is a URL$/],
  ['file:///my.ts', /^E_STRATEGY_FILE .*is a URL$/],
  ['../x', /^E_STRATEGY_FILE --strategy \.\.\/x: there is no such file$/],
  ['', /^E_STRATEGY_FILE/],
])('refuses --strategy %s', async (strategy, message) => {
  expect(await errorOf(() => findPlugins({ strategy }))).toMatch(message)
})

it('names a near file, refuses what is no module, and says why an import failed', async () => {
  const folder = folderOf({
    'my.ts': 'throw new TypeError("not today")\n',
    'bad.ts': 'export default {\n',
    'my.txt': '',
  })
  const found = (file: string) => findPlugins({ strategy: join(folder, file) })
  expect(await errorOf(() => found('ny.ts'))).toContain('(did you mean "my.ts"?)')
  expect(await errorOf(() => found('my.txt'))).toMatch(/^E_STRATEGY_FILE .*is no module/)
  expect(await errorOf(() => importPlugins(found('my.ts')))).toMatch(/^E_STRATEGY_IMPORT .*TypeError: not today$/)
  expect(await errorOf(() => importPlugins(found('bad.ts')))).toMatch(/^E_STRATEGY_IMPORT .*SyntaxError/)
  expect(await errorOf(() => findPlugins({ plugins: join(folder, 'none') }))).toMatch(
    /^E_STRATEGY_FOLDER .*no such folder/,
  )
  expect(await errorOf(() => findPlugins({ plugins: 'http://x' }))).toMatch(/^E_STRATEGY_FILE/)
})

it('refuses a folder that is somebody’s whole disk', async () => {
  const folder = folderOf({ 'my.ts': SPELLED })
  for (let i = 0; i < 2_000; i++) writeFileSync(join(folder, `f${i}.js`), '')
  expect(await errorOf(() => hashOf(folder))).toMatch(/^E_STRATEGY_FOLDER .*more than 2000 files/)
})
