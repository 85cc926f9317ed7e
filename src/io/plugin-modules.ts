/**
 * Strategies and plug-ins in files of the user's own: found by path on the main thread, imported by URL on every thread that needs them.
 * What a module holds is judged in config (plugin-exports.ts); here it is only found, hashed and imported.
 */
import { realpathSync, statSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { didYouMean } from '../core/did-you-mean.ts'
import { StrategyError } from '../core/errors.ts'
import type { PluginDescriptor, PluginModule } from '../domain/plugin-module.ts'
import { codeHash, entriesOf } from './plugin-folder.ts'

export interface PluginSources {
  /** `my-strategy.ts`, or `my-strategies.ts#breakout` for an export other than the default one. */
  readonly strategy?: string
  /** Folder whose modules are plug-ins. */
  readonly plugins?: string
}

const MODULE = /\.(?:[cm]?ts|[cm]?js)$/
const NOT_MODULE = /\.d\.[cm]?ts$|\.(?:test|spec)\.[cm]?[jt]s$/

/**
 * Finds and hashes the modules, the plug-ins first, by name.
 * Errors (StrategyError): E_STRATEGY_FILE (a URL, missing, no module), E_STRATEGY_FOLDER.
 */
export function findPlugins({ strategy, plugins }: PluginSources): PluginDescriptor[] {
  return [
    ...(plugins === undefined ? [] : inFolder(plugins)),
    ...(strategy === undefined ? [] : [ofStrategy(strategy)]),
  ]
}

/**
 * Imports the modules, in order. On a thread or another machine this is where a changed file shows.
 * Errors (StrategyError): E_STRATEGY_HASH, the code is not the one that was found; E_STRATEGY_IMPORT, it threw or does not parse.
 */
export async function importPlugins(descriptors: readonly PluginDescriptor[]): Promise<PluginModule[]> {
  if (descriptors.length > 0) resolveOwnPackages()
  const modules: PluginModule[] = []
  const hashes = new Map<string, string>()
  for (const descriptor of descriptors) {
    const path = fileURLToPath(descriptor.url)
    const folder = dirname(path)
    if (!hashes.has(folder)) hashes.set(folder, codeHash(folder))
    const file = shown(path)
    if (hashes.get(folder) !== descriptor.hash) {
      throw new StrategyError(
        'E_STRATEGY_HASH',
        `${file}: the code in its folder has hash ${hashes.get(folder)!.slice(0, 8)}, the run began with ${descriptor.hash.slice(0, 8)}`,
        'put the file back as it was, or start a new run',
      )
    }
    modules.push({ ...descriptor, file, exports: await importModule(descriptor, file) })
  }
  return modules
}

function inFolder(folder: string): PluginDescriptor[] {
  refuseUrl('--plugins', folder)
  const files = entriesOf(folder).filter(
    ({ name }) => MODULE.test(name) && !NOT_MODULE.test(name) && !name.startsWith('.'),
  )
  if (files.length === 0) {
    throw new StrategyError(
      'E_STRATEGY_FOLDER',
      `${folder}: there is no module in it`,
      'give a folder with .ts, .mts, .js or .mjs files that export plug-ins by kind',
    )
  }
  const real = realpathSync(folder)
  const hash = codeHash(real)
  return files.map(({ name }) => ({
    url: pathToFileURL(join(real, name)).href,
    export: null,
    name: kebab(name.replace(MODULE, '')),
    hash,
  }))
}

function ofStrategy(text: string): PluginDescriptor {
  refuseUrl('--strategy', text)
  const mark = text.lastIndexOf('#')
  const [path, exported] = mark < 0 ? [text, 'default'] : [text.slice(0, mark), text.slice(mark + 1)]
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) missing(path)
  if (!MODULE.test(path) || NOT_MODULE.test(path)) {
    const remedy = 'give a .ts, .mts, .js or .mjs file whose default export is the strategy'
    throw new StrategyError('E_STRATEGY_FILE', `--strategy ${path}: this is no module`, remedy)
  }
  const real = realpathSync(path)
  return {
    url: pathToFileURL(real).href,
    export: exported,
    name: kebab(exported === 'default' ? basename(path).replace(MODULE, '') : exported),
    hash: codeHash(dirname(real)),
  }
}

/** Code is never fetched: what runs is what lies on this disk. */
function refuseUrl(option: string, text: string): void {
  if (!/^[a-z][a-z0-9+.-]+:/i.test(text)) return
  throw new StrategyError('E_STRATEGY_FILE', `${option} ${text.slice(0, 100)}: is a URL`, 'give the path of a file')
}

function missing(path: string): never {
  const folder = dirname(path)
  const there = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? entriesOf(folder) : []
  const near = didYouMean(
    basename(path),
    there.map(({ name }) => name).filter((name) => MODULE.test(name) && !NOT_MODULE.test(name)),
  )
  throw new StrategyError('E_STRATEGY_FILE', `--strategy ${path}: there is no such file${near}`, 'check the path')
}

/** The hash in the URL makes Node read a changed file again instead of giving the module of before. */
async function importModule({ url, hash }: PluginDescriptor, file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(`${url}?${hash.slice(0, 16)}`)) as Record<string, unknown>
  } catch (cause) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message.split('\n')[0]}` : String(cause)
    throw new StrategyError('E_STRATEGY_IMPORT', `${file} cannot be imported: ${reason}`, 'correct the module', {
      cause,
    })
  }
}

let resolving = false

/** A user's file finds `quantfarm` (always this very one) and, unless it has its own, `zod`, wherever on the disk it lies. */
function resolveOwnPackages(): void {
  if (resolving) return
  resolving = true
  const own = new URL(`../index${import.meta.url.slice(-3)}`, import.meta.url).href
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'quantfarm') return next(own, context)
      if (specifier !== 'zod') return next(specifier, context)
      try {
        return next(specifier, context)
      } catch {
        return next(specifier, { ...context, parentURL: import.meta.url })
      }
    },
  })
}

/** Short where the file lies below the working folder. */
function shown(path: string): string {
  const near = relative(process.cwd(), path)
  return near.startsWith('..') ? path : near
}

/** `MyStrategy_2` → `my-strategy-2`: a name that a config can hold. */
const kebab = (text: string): string =>
  text
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
