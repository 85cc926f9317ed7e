/** The command line. Importing this module runs it: bin/quantfarm.js does, after checking the version of Node. */
import '../io/math-flag.ts'
import '../io/inlining-flag.ts'
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { describeError, exitCodeOf } from './exit-code.ts'

/** Each command is loaded only when it is called: the libraries behind all of them take half a second. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  data: async () => (await import('./commands/data.ts')).dataCommand(),
  demo: async () => (await import('./commands/demo.ts')).demoCommand(),
  plan: async () => (await import('./commands/plan.ts')).planCommand(),
  run: async () => (await import('./commands/run.ts')).runCommand(),
  schema: async () => (await import('./commands/schema.ts')).schemaCommand(),
  sweep: async () => (await import('./commands/sweep.ts')).sweepCommand(),
}

const program = new Command('quantfarm')
  .description('batch backtests whose results prove themselves: the same bytes on any number of threads')
  .version(version(), '--version')
  .showSuggestionAfterError()
for (const load of wanted(process.argv[2] ?? '')) program.addCommand(await load())
strict(program)

try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(describeError(error, process.argv.includes('--debug')))
  process.exitCode = exitCodeOf(error)
}

/** The command of this call; all of them for help and for a word that is none, so that help lists and errors suggest. */
function wanted(word: string): readonly (() => Promise<Command>)[] {
  if (word === '--version') return []
  return Object.hasOwn(COMMANDS, word) ? [COMMANDS[word]!] : Object.values(COMMANDS)
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
