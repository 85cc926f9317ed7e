/**
 * One loop instance per pipeline shape. V8 keeps type feedback and optimised code per function source: when several shapes (other sizers,
 * slippage models, volume or none) run through one instance, its call sites turn megamorphic and every shape pays (measured 1.5 times).
 * So each shape gets fresh function objects from the same source text. Never one per trial: compiling costs milliseconds.
 * Where code generation from strings is disabled, the shared instance is used: slower, the same bits.
 */
import { EXIT_REASONS } from '../domain/outcome.ts'
import { applyFill, applyFunding } from '../portfolio/ledger.ts'
import { TARGET } from '../risk/contract.ts'
import type { Account } from './account.ts'
import { equityFunctions } from './equity.ts'
import { eventLoopFunctions, runDense, runSkipping } from './event-loop.ts'
import { fillsFunctions } from './fills.ts'
import { ordersFunctions } from './orders.ts'
import { type Pipeline, REENTRY, RESIZE } from './pipeline.ts'
import { protectFunctions } from './protect.ts'
import { scanFunctions } from './scan.ts'
import { growTrades } from './trade-log.ts'

export interface EventLoop {
  runSkipping(account: Account, pipeline: Pipeline, cut: (() => number) | null): void
  runDense(account: Account, pipeline: Pipeline): void
}

const FUNCTIONS = [
  applyFill,
  applyFunding,
  ...scanFunctions,
  ...equityFunctions,
  ...fillsFunctions,
  ...ordersFunctions,
  ...protectFunctions,
  ...eventLoopFunctions,
]

const CONSTANTS = { EXIT_REASONS, REENTRY, RESIZE, TARGET }

/** @param rewrite changes the source text first; tests use it to break the engine and see the properties fail. */
export function freshEventLoop(rewrite: (source: string) => string = (source) => source): EventLoop {
  const constants = Object.entries(CONSTANTS).map(([name, value]) => `const ${name} = ${JSON.stringify(value)}`)
  const source = [...constants, ...FUNCTIONS.map(String)].join('\n')
  try {
    const build = new Function('growTrades', `'use strict'\n${rewrite(source)}\nreturn { runSkipping, runDense }`)
    return build(growTrades) as EventLoop
  } catch (error) {
    if (error instanceof EvalError) return { runSkipping, runDense }
    throw error
  }
}
