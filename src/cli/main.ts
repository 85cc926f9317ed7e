/** The command line. Importing this module runs it: bin/quantfarm.js does, after checking the version of Node. */
import '../io/math-flag.ts'
import '../io/inlining-flag.ts'
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { dataCommand } from './commands/data.ts'
import { demoCommand } from './commands/demo.ts'
import { planCommand } from './commands/plan.ts'
import { runCommand } from './commands/run.ts'
import { schemaCommand } from './commands/schema.ts'
import { sweepCommand } from './commands/sweep.ts'
import { describeError, exitCodeOf } from './exit-code.ts'

const program = new Command('quantfarm')
  .description('batch backtests whose results prove themselves: the same bytes on any number of threads')
  .version(version(), '--version')
  .showSuggestionAfterError()
for (const command of [dataCommand(), planCommand(), runCommand(), sweepCommand(), schemaCommand(), demoCommand()]) {
  program.addCommand(command)
}
strict(program)

try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(describeError(error, process.argv.includes('--debug')))
  process.exitCode = exitCodeOf(error)
}

/** Bad options end with a CommanderError instead of exit code 1, on every level. */
function strict(command: Command): void {
  command.exitOverride()
  for (const child of command.commands) strict(child)
}

function version(): string {
  for (const up of ['../../package.json', '../../../package.json']) {
    try {
      return (JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8')) as { version: string }).version
    } catch {
      // An installed build lies one folder deeper.
    }
  }
  return 'unknown'
}
