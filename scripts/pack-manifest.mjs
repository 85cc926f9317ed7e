/**
 * Takes the pinned Node binaries out of package.json while a package is packed, and puts them back afterwards.
 *
 * A checkout gets its Node from these optional dependencies. In a published package they would put another Node first
 * in the consumer's scripts and weigh some hundred megabytes, so there `engines` is all that is said.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

const manifest = new URL('../package.json', import.meta.url)
const original = new URL('../.package.json.packing', import.meta.url)

const action = process.argv[2]
if (action !== 'strip' && action !== 'restore') {
  console.error('usage: node scripts/pack-manifest.mjs strip|restore')
  process.exit(2)
}
// A pack that was interrupted leaves the original behind; it is what both actions start from.
if (existsSync(original)) renameSync(original, manifest)
if (action === 'strip') strip()

function strip() {
  const text = readFileSync(manifest, 'utf8')
  const { optionalDependencies = {}, ...rest } = JSON.parse(text)
  const kept = Object.entries(optionalDependencies).filter(([name]) => !name.startsWith('node-'))
  const packed = kept.length > 0 ? { ...rest, optionalDependencies: Object.fromEntries(kept) } : rest
  writeFileSync(original, text)
  writeFileSync(manifest, `${JSON.stringify(packed, null, 2)}\n`)
}
