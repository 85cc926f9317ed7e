import { dataCommand } from '../../src/cli/commands/data.ts'

/** Runs `quantfarm data …` in this process and returns what it writes. */
export async function runData(...args: string[]): Promise<string> {
  let output = ''
  const command = dataCommand((text) => {
    output += text
  })
  for (const it of [command, ...command.commands]) it.exitOverride().configureOutput({ writeErr: () => {} })
  await command.parseAsync(args, { from: 'user' })
  return output
}

/** What a failed command says: code and message. */
export async function dataError(...args: string[]): Promise<string> {
  try {
    return `no error: ${await runData(...args)}`
  } catch (error) {
    return `${(error as { code: string }).code} ${(error as Error).message}`
  }
}
