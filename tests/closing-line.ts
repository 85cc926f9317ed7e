/**
 * A vitest reporter whose only output is the last line of a run: `N passed, N failed, N skipped`.
 *
 * Errors outside of tests (a file that does not load, a failing hook, a late rejection) count as failures, and so does
 * an exit code other than 0, so that a reader of this line alone is never told that a broken run was fine.
 */
import { writeSync } from 'node:fs'
import type { Reporter, SerializedError, TestModule } from 'vitest/node'

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const count = { passed: 0, failed: errors.length, skipped: 0, pending: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state]++
      for (const suite of module.children.allSuites()) count.failed += suite.errors().length
      count.failed += module.errors().length
    }
    process.once('exit', (code) => {
      const failed = count.failed + count.pending || Number(code !== 0)
      writeSync(1, `${count.passed} passed, ${failed} failed, ${count.skipped} skipped\n`)
    })
  }
}
