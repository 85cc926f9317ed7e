/** The package as a consumer gets it: packed from a copy of the checkout, installed into an empty project, and run. */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }

const registry = registryAnswers()
if (!registry) console.log('tests/pack.test.ts is skipped: no package registry answers, so nothing can be installed.')

describe.skipIf(!registry)('the packed package', () => {
  let folder: string
  let installed: string
  let packed: string[]
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'quantfarm-pack-'))
    const tarball = pack(join(folder, 'checkout'))
    packed = run('tar', ['-tzf', tarball], folder).split('\n')
    const consumer = join(folder, 'consumer')
    mkdirSync(consumer)
    writeFileSync(join(consumer, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }\n')
    npm(['install', tarball, '--ignore-scripts', '--no-audit', '--no-fund'], consumer)
    installed = join(consumer, 'node_modules/quantfarm')
  }, 180_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('brings no Node of its own', () => {
    const manifest = readFileSync(join(installed, 'package.json'), 'utf8')
    expect(manifest).not.toMatch(/"node-(?:linux|win|darwin)/)
    expect(JSON.parse(manifest)).toMatchObject({ name: 'quantfarm', engines: { node: '>=24' } })
    expect(readdirSync(dirname(installed)).filter((name) => name.startsWith('node-'))).toEqual([])
  })

  it('holds the build and the licence, and no sources or tests', () => {
    expect(packed).toContain('package/LICENSE')
    expect(packed).toContain('package/dist/src/cli/main.js')
    expect(packed.filter((path) => /^package\/(?:src|tests|results|datasets)\//.test(path))).toEqual([])
  })

  it('runs its command', () => {
    expect(npm(['exec', '--offline', '--', 'quantfarm', '--version'], dirname(dirname(installed)))).toBe(
      packageJson.version,
    )
  })
})

/** Packs a copy, because packing rewrites package.json for a moment and others may be reading it. */
function pack(copy: string): string {
  const parts = ['bin', 'configs', 'jobs', 'schema', 'scripts', 'src', 'workers', 'LICENSE', 'README.md']
  parts.push('package.json', 'tsconfig.json', 'tsconfig.build.json')
  for (const part of parts) {
    if (existsSync(join(root, part))) cpSync(join(root, part), join(copy, part), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir')
  const before = readFileSync(join(copy, 'package.json'), 'utf8')
  npm(['pack', '--pack-destination', dirname(copy)], copy)
  expect(readFileSync(join(copy, 'package.json'), 'utf8')).toBe(before)
  const name = readdirSync(dirname(copy)).find((entry) => entry.endsWith('.tgz'))
  if (name === undefined) throw new Error('npm pack wrote no tarball')
  return join(dirname(copy), name)
}

function registryAnswers(): boolean {
  try {
    npm(['ping', '--fetch-retries=0', '--fetch-timeout=10000'], root)
    return true
  } catch {
    return false
  }
}

/** npm with the Node that runs this test first in its path. */
function npm(args: string[], cwd: string): string {
  return run('npm', args, cwd)
}

function run(command: string, args: string[], cwd: string): string {
  const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}` }
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} gave exit code ${status}:\n${stdout}\n${stderr}`)
  return stdout.trim()
}
