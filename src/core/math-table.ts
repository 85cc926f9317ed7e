/**
 * The math self-test: every Math function that results depend on, over fixed inputs, hashed bit by bit. ECMAScript leaves them
 * implementation-approximated, so two machines give the same results only if this hash is the same. Math.pow is not among them: it is banned.
 */
import { sha256Hex } from './hash.ts'

const FUNCTIONS = {
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sqrt: Math.sqrt,
  sin: Math.sin,
  cos: Math.cos,
} as const

const SAMPLES = 2_000

/** 64 hex digits. Cost: about 2 ms. */
export function mathTableHash(): string {
  const inputs = fixedInputs()
  const values = new Float64Array(Object.keys(FUNCTIONS).length * inputs.length)
  let at = 0
  for (const f of Object.values(FUNCTIONS)) for (const x of inputs) values[at++] = f(x) + 0
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) values[i] = Number.NaN
  return sha256Hex(new Uint8Array(values.buffer))
}

/** Numbers of many magnitudes by an integer generator (xorshift32), so that the inputs depend on no Math function. */
function fixedInputs(): Float64Array {
  const inputs = new Float64Array(SAMPLES)
  let state = 0x9e3779b9
  for (let i = 0; i < SAMPLES; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    const mantissa = (state >>> 0) / 4_294_967_296
    inputs[i] =
      (i % 4 === 0 ? mantissa : i % 4 === 1 ? mantissa * 20 - 10 : i % 4 === 2 ? 1 + mantissa / 1024 : mantissa * 700) +
      0
  }
  return inputs
}
