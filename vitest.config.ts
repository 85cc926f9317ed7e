import { defineConfig } from 'vitest/config'

/** Sources are loaded by Node itself, not rewritten by vite: the engine makes new functions from the source text of its own. */
const root = import.meta.dirname.replaceAll('\\', '/').replace(/[.*+?^${}()|[\]]/g, '\\$&')
const sources = new RegExp(`${root}/(?:src|workers|jobs)/`)

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/bench/**', 'tests/.scratch/**'],
    pool: 'forks',
    // A worker takes one file after another: starting one for each costs half of the time. Tests keep no state in modules.
    isolate: false,
    maxWorkers: 2,
    testTimeout: 60_000,
    execArgv: ['--no-use-std-math-pow'],
    reporters: ['default', './tests/closing-line.ts'],
    server: { deps: { external: [sources] } },
  },
})
