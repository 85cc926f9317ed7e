/** `quantfarm schema`: the JSON Schema of configs, so that editors complete and check them. */
import { writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { toJsonSchema } from '../../config/json-schema.ts'

export function schemaCommand(write: (text: string) => void = (text) => void process.stdout.write(text)): Command {
  return new Command('schema')
    .description('print the JSON Schema of configs; an editor completes a config that names it')
    .option('--out <file>', 'write it to a file instead')
    .action(({ out }: { out?: string }) => {
      const text = `${JSON.stringify(toJsonSchema(), null, 2)}\n`
      if (out === undefined) return write(text)
      writeFileSync(out, text)
      write(`${out} written; begin a config with: # yaml-language-server: $schema=${out}\n`)
    })
}
