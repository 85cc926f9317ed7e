import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'

const flagModule = new URL('../../src/io/math-flag.ts', import.meta.url).href
// Many powers, folded into one number bit by bit; the exponents are of the size that annualisation uses.
const fold = `
  let hash = 0
  const bits = new Float64Array(1), words = new Int32Array(bits.buffer)
  for (let i = 1; i <= 200_000; i++) {
    bits[0] = Math.pow(1 + i / 1e6, (i % 977) / 3.7)
    hash = (Math.imul(hash, 31) + words[0]) | 0
    hash = (Math.imul(hash, 31) + words[1]) | 0
  }
  console.log(hash)`

const run = (args: string[]): string => execFileSync(process.execPath, args, { encoding: 'utf8' }).trim()

it('gives the bits of --no-use-std-math-pow when it is the first import', () => {
  const withModule = run(['--input-type=module', '--eval', `await import('${flagModule}')\n${fold}`])
  expect(withModule).toBe(run(['--no-use-std-math-pow', '--input-type=module', '--eval', fold]))
})

it('is what the tests themselves run under', () => {
  expect(process.execArgv).toContain('--no-use-std-math-pow')
})
