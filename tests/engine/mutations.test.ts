/** The three-modes property can fail: an engine broken in one place is told apart from itself in dense mode within a few hundred pipelines. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { freshEventLoop } from '../../src/engine/fresh-instance.ts'
import { caseOf, type RandomPipeline, randomPipeline } from './random-pipeline.ts'
import { compareModes, farmOf } from './three-modes.ts'

/** What each mutation replaces in the text of the loop, and inside which function. */
const MUTATIONS: readonly { name: string; within: string; from: string; to: string }[] = [
  // Zone maps that rule out a block that matters.
  {
    name: 'a touch in a block is compared with its other bound',
    within: 'firstTouch',
    from: 'low.min[i >> 5] > lower',
    to: 'low.max[i >> 5] > lower',
  },
  {
    name: 'a touch in a super block is not looked for',
    within: 'firstTouch',
    from: 'high.max2[i >> 10] < upper',
    to: 'true',
  },
  {
    name: 'a trail ignores the extremes of the block',
    within: 'firstTrailTouchLong',
    from: 'low.min[i >> 5] > tightest',
    to: 'low.min[i >> 5] > stop',
  },
  {
    name: "a short's trail ignores the extremes of the block",
    within: 'firstTrailTouchShort',
    from: 'high.max[i >> 5] < tightest',
    to: 'high.max[i >> 5] < stop',
  },
  // An event that comes late.
  {
    name: 'a touch is answered a bar late',
    within: 'touchEvent',
    from: 'holding.untouchedTo = touch',
    to: 'if (touch < end) touch++; holding.untouchedTo = touch',
  },
  {
    name: 'an intent change is answered a bar late',
    within: 'nextEvent',
    from: 'event = holding.nextChange',
    to: 'event = holding.nextChange + 1',
  },
  { name: 'a time stop is not asked for', within: 'touchEvent', from: 'due < limit ? due : limit', to: 'limit' },
  { name: 'funding is not an event', within: 'nextEvent', from: 'funding[account.fundingAt] < event', to: 'false' },
  // A hold that does not see what happens inside a block.
  {
    name: 'a block with a new trough is skipped',
    within: 'holdOne',
    from: 'if (bottom < trough) trough = bottom',
    to: ';',
  },
  {
    name: 'a block that reaches the floor is skipped',
    within: 'holdOne',
    from: 'if (bottom > floor)',
    to: 'if (true)',
  },
  {
    name: 'a block with a new peak is always skipped',
    within: 'holdOne',
    from: '(top - lowest) * margin < fall * top &&',
    to: '',
  },
  {
    name: 'several positions: the bound takes the wrong side',
    within: 'holdMany',
    from: 'bottom >= account.trough',
    to: 'true',
  },
  {
    name: 'days that end inside a hold are not recorded at their close',
    within: 'recordDays',
    from: 'equityAt(account, bar)',
    to: 'equityAt(account, end - 1)',
  },
]

const PIPELINES = fc.sample(randomPipeline, { seed: 20_240_103, numRuns: 1500 })

it('the loop as it is passes over the pipelines that tell the broken ones apart', () => {
  expect(differenceWithin(PIPELINES.slice(0, 300), (text) => text)).toBeUndefined()
})

it.each(MUTATIONS)('$name', { timeout: 60_000 }, ({ within, from, to }) => {
  const rewrite = (source: string): string => {
    // Where types were, Node leaves spaces.
    const text = source.replaceAll(/ +/g, ' ')
    const begin = text.indexOf(`function ${within}(`)
    const at = text.indexOf(from, begin)
    const next = text.indexOf('\nfunction ', begin + 1)
    expect(begin, `function ${within} is in the text of the loop`).toBeGreaterThanOrEqual(0)
    expect(at > begin && (next < 0 || at < next), `"${from}" is in ${within}`).toBe(true)
    return text.slice(0, at) + to + text.slice(at + from.length)
  }
  expect(differenceWithin(PIPELINES, rewrite)).toMatch(/^(skipping|jittered): /)
})

/** The first difference between the modes, with the loop's text changed in all three of them. */
function differenceWithin(pipelines: readonly RandomPipeline[], rewrite: (text: string) => string): string | undefined {
  const loop = freshEventLoop(rewrite)
  for (const pipeline of pipelines) {
    const { market, spec } = caseOf(pipeline)
    const { difference } = compareModes(farmOf(market, spec, loop), pipeline.cuts)
    if (difference !== undefined) return difference
  }
  return undefined
}
