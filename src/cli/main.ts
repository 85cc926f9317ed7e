/** The command line. Importing this module runs it. */
import '../io/math-flag.ts'
import { readFileSync } from 'node:fs'
import { Command } from 'commander'

// Two levels up in a checkout, three in a build.
const up = import.meta.url.endsWith('.ts') ? '../../' : '../../../'
const { version } = JSON.parse(readFileSync(new URL(`${up}package.json`, import.meta.url), 'utf8')) as {
  version: string
}

await new Command('quantfarm').version(version).parseAsync()
