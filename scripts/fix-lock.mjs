/**
 * Makes package-lock.json installable everywhere. Run after every `npm install` that changes the lock (`npm run lock`).
 *
 * Some packages list one optional binary per platform. Where a registry does not serve the binaries of other platforms,
 * npm leaves them out of the lock and a later `npm ci` then fails, so each missing one gets a stub entry that names its
 * platform and is skipped elsewhere. Download addresses are removed: the integrity hashes are what identify a package.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))
const packages = lock.packages
let stubs = 0
for (const [path, entry] of Object.entries({ ...packages })) {
  delete entry.resolved
  if (path === '') continue
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (packages[`${path}/node_modules/${name}`] || packages[`node_modules/${name}`]) continue
    packages[`node_modules/${name}`] = stub(name, range, entry.dev)
    stubs++
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`package-lock.json: ${stubs} stubs added`)

function stub(name, range, dev) {
  const base = name.replace(/.*\//, '')
  const part = (pattern) => pattern.exec(base)?.[1] ?? 'none'
  return {
    version: range.replace(/^[^\d]*/, ''),
    optional: true,
    ...(dev && { dev: true }),
    os: [part(/(android|darwin|freebsd|win32|linux|openbsd|netbsd|sunos|aix|openharmony)/)],
    cpu: [part(/(arm64|x64|ia32|arm|ppc64|s390x|riscv64|loong64)/)],
    ...(/musl/.test(name) && { libc: ['musl'] }),
  }
}
