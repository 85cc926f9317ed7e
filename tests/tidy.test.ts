/**
 * The house rules as tests. Half of them are the linter's, and a linter that passes everything looks the same as one
 * that works, so each such rule is seen red here, on a seeded violation in a copy of the configuration.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')

describe('the linter is red on', () => {
  let scratch: string
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'quantfarm-tidy-'))
    cpSync(join(root, 'biome.json'), join(scratch, 'biome.json'))
    cpSync(join(root, 'scripts/lint'), join(scratch, 'scripts/lint'), { recursive: true })
  })
  afterAll(() => rmSync(scratch, { recursive: true, force: true }))

  /** Lints the given files, and nothing else, and returns what the linter reports as `file rule: message`. */
  function lint(files: Record<string, string>): string[] {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(scratch, path)), { recursive: true })
      writeFileSync(join(scratch, path), content)
    }
    const bin = join(root, 'node_modules/@biomejs/biome/bin/biome')
    const args = ['lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', ...Object.keys(files)]
    const { stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd: scratch, encoding: 'utf8' })
    for (const path of Object.keys(files)) rmSync(join(scratch, path))
    if (!stdout.startsWith('{')) throw new Error(`biome gave no report: ${stdout}${stderr}`)
    const report = JSON.parse(stdout) as {
      diagnostics: { category: string; message: string; location: { path: string } }[]
    }
    return report.diagnostics.map(({ category, message, location }) => `${location.path} ${category}: ${message}`)
  }

  it('nothing, when the code is clean', () => {
    const clean = `import { z } from 'zod'\nimport { two } from '../../core/two.ts'\nexport const four = z.literal(two + two)\n`
    expect(lint({ 'src/core/two.ts': 'export const two = 2\n', 'src/features/indicators/four.ts': clean })).toEqual([])
  })

  const forbiddenImports: [folder: string, from: string][] = [
    ['src/core', '../domain/market.ts'],
    ['src/core', 'zod'],
    ['src/domain', '../features/contract.ts'],
    ['src/domain', 'zod'],
    ['src/features/indicators', '../../model/registry.ts'],
    ['src/features/indicators', 'node:fs'],
    ['src/data', '../io/catalog.ts'],
    ['src/model/models', '../../decision/registry.ts'],
    ['src/decision/rules', '../../risk/registry.ts'],
    ['src/risk/sizers', '../../portfolio/ledger.ts'],
    ['src/execution/fees', '../../engine/event-loop.ts'],
    ['src/portfolio', '../execution/registry.ts'],
    ['src/reporting/metrics', '../../search/space.ts'],
    ['src/search/methods', '../../reporting/registry.ts'],
    ['src/strategies', '../engine/compile.ts'],
    ['src/engine', '../config/parse.ts'],
    ['src/engine', 'node:worker_threads'],
    ['src/config', '../io/catalog.ts'],
    ['src/config', 'pino'],
    ['src/io', '../engine/compile.ts'],
    ['src/live', '../cli/main.ts'],
    ['workers', '../jobs/coordinator.ts'],
    ['workers', '../src/cli/main.ts'],
    ['jobs', '../src/live/engine.ts'],
  ]
  it('each import against the ranks', () => {
    const files = forbiddenImports.map(([folder, from], i) => [`${folder}/x${i}.ts`, `export { x } from '${from}'\n`])
    const report = lint(Object.fromEntries(files))
    const passed = forbiddenImports.filter(
      ([folder], i) => !report.some((line) => line.startsWith(`${folder}/x${i}.ts lint/style/noRestrictedImports`)),
    )
    expect(passed).toEqual([])
  })

  it('a cycle of imports', () => {
    const report = lint({
      'src/engine/a.ts': `import { b } from './b.ts'\nexport const a = (): number => b()\n`,
      'src/engine/b.ts': `import { a } from './a.ts'\nexport const b = (): number => a()\n`,
    })
    expect(report.filter((line) => line.includes(' lint/suspicious/noImportCycles'))).toHaveLength(2)
  })

  const banned = [
    'Math.pow(x, 2)',
    'x ** 2',
    '(x **= 2)',
    'Math.random()',
    'Date.now()',
    'new Date()',
    'process.pid',
    'performance.now()',
  ]
  it.each(banned)('%s in the pure zone, not outside of it', (expression) => {
    const content = `export function f(x: number): unknown {\n  return [x, ${expression}]\n}\n`
    const pure = ['core', 'domain', 'features/indicators', 'strategies', 'engine', 'config']
    const files = [...pure, 'io'].map((folder) => [`src/${folder}/x.ts`, content])
    const report = lint(Object.fromEntries(files)).filter((line) => / (?:plugin|\S+noRestrictedGlobals):/.test(line))
    expect(report.map((line) => line.split(' ')[0]).sort()).toEqual(pure.map((folder) => `src/${folder}/x.ts`).sort())
  })

  it('await in the pure zone', () => {
    const content = 'export async function f(x: Promise<number>): Promise<number> {\n  return (await x) + 1\n}\n'
    expect(lint({ 'src/engine/x.ts': content })).toEqual([expect.stringContaining('No await')])
    expect(lint({ 'src/io/x.ts': content })).toEqual([])
  })

  it('a promise that nobody waits for', () => {
    const content = 'async function f(): Promise<void> {}\nexport function g(): void {\n  f()\n}\n'
    expect(lint({ 'src/io/x.ts': content })).toEqual([expect.stringContaining('noFloatingPromises')])
  })

  it('a long file, a long function and a file name in another style', () => {
    const body = '  console.log(1)\n'
    const longFunction = `export function f(): void {\n${body.repeat(71)}}\n`
    const report = lint({ 'src/io/longFile.ts': `${longFunction}${'export {}\n'.repeat(240)}` }).join('\n')
    expect(report).toContain('noExcessiveLinesPerFunction')
    expect(report).toContain('noExcessiveLinesPerFile')
    expect(report).toContain('useFilenamingConvention')
  })
})

describe('plug-ins', () => {
  /** Folders beside a registry whose files are not plug-ins of that registry. */
  const notPlugins = new Set(['features/rolling', 'reporting/selection'])
  const pluginFolders = subfolders('src').flatMap((layer) =>
    subfolders(join('src', layer))
      .map((folder) => `${layer}/${folder}`)
      .filter((path) => existsSync(join(root, 'src', layer, 'registry.ts')) && !notPlugins.has(path)),
  )

  it.each(pluginFolders)('every file of src/%s stands in the registry beside it', (path) => {
    const registry = readFileSync(join(root, 'src', dirname(path), 'registry.ts'), 'utf8')
    const files = readdirSync(join(root, 'src', path)).filter((name) => name.endsWith('.ts'))
    expect(files.filter((name) => !registry.includes(`'./${basename(path)}/${name}'`))).toEqual([])
  })

  it('has a registry beside every folder that holds plug-ins', () => {
    const families = ['features/indicators', 'model/models', 'decision/rules', 'risk/rules', 'risk/sizers']
    families.push(...['policies', 'routers', 'slippage', 'matching', 'fees', 'latency'].map((it) => `execution/${it}`))
    families.push('reporting/metrics', 'search/methods')
    const filled = families.filter((path) => sourceFiles(join('src', path)).length > 0)
    expect(filled.filter((path) => !existsSync(join(root, 'src', dirname(path), 'registry.ts')))).toEqual([])
  })
})

describe('sources', () => {
  /** The kernel is AssemblyScript, a language of its own, and the module generated from it. */
  const notTypeScript = ['src/engine/kernel/assembly.ts', 'src/engine/kernel/kernel.generated.ts']
  const sources = ['src', 'workers', 'jobs'].flatMap(sourceFiles).filter((path) => !notTypeScript.includes(path))

  it('have at most 300 lines', () => {
    const long = sources.filter((path) => text(path).split('\n').length > 301)
    expect(long).toEqual([])
  })

  it('keep no mutable state at module level in the pure zone', () => {
    const pure = sources.filter((path) => /^src\/(?!io|live|cli|index\.ts)/.test(path))
    expect(pure.filter((path) => /^(?:export )?(?:let|var) /m.test(text(path)))).toEqual([])
  })

  // The engine makes a new function from the source text of its own, so a test must run the text that production runs.
  it('run in tests as Node loads them, not rewritten by the test runner', async () => {
    let compared = 0
    for (const path of sources.filter((path) => path.startsWith('src/core/'))) {
      const asNodeSeesIt = stripTypeScriptTypes(text(path))
      const exported: Record<string, unknown> = await import(join(root, path))
      for (const value of Object.values(exported)) {
        if (typeof value !== 'function' || !String(value).startsWith('function')) continue
        expect(asNodeSeesIt).toContain(String(value))
        compared++
      }
    }
    expect(compared).toBeGreaterThan(0)
  })
})

describe('tracked files', () => {
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(root, path)) && !/\.(?:parquet|wasm|png)$/.test(path))

  it('name no folder of somebody’s machine', () => {
    const machinePath = new RegExp(`(?:^|[^\\w.])/(?:${['work', 'root', 'tmp'].join('|')})/[a-z.]`, 'm')
    expect(tracked.filter((path) => machinePath.test(text(path)))).toEqual([])
  })

  it('name no package registry', () => {
    const host = new RegExp(['registry[.]npm', 'registry[.]yarn', 'npmmirror[.]'].join('|'))
    expect(tracked.filter((path) => host.test(text(path)))).toEqual([])
    expect(text('package-lock.json')).not.toContain('"resolved"')
  })
})

function text(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

function subfolders(path: string): string[] {
  const entries = readdirSync(join(root, path), { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
}

/** The TypeScript files below a folder, as paths from the root with forward slashes; none if there is no such folder. */
function sourceFiles(folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  return names.filter((name) => name.endsWith('.ts')).map((name) => join(folder, name).replaceAll('\\', '/'))
}
