/**
 * The parameter space of a sweep: which combinations of axis values are trials, and in which order.
 *
 * Plan order: signal-plane axes outside account-plane axes, else as written, the first axis outermost. `index` is the ordinal among the
 * feasible combinations. They are counted once, per 4,096 raw combinations, so index → values is a binary search and a short scan
 * and nothing is materialised:
 *
 *   raw         0 ......... 4095 | 4096 ....... 8191 | …        mixed radix over the axes' lengths
 *   blockStarts 0                | 3121              | …        feasible combinations before each block, count at the end
 *
 * Cost: counting visits what the constraints do not prune (about 5 ns each); memory is 8 bytes a block, 2 MB at the limit.
 */
import { assert } from '../core/assert.ts'
import { ConfigError } from '../core/errors.ts'
import type { Axis, ParameterSpace } from '../domain/axis.ts'
import type { Constraints } from './feasible-runs.ts'
import { parseConstraints } from './feasible-runs.ts'

export interface SpaceOptions {
  /** Most trials allowed; Infinity when only a sample of them will run. Default 10,000,000. */
  readonly maxCombos?: number
  /** The `blockStarts` of the same space, counted before (by another thread): saves the count. */
  readonly blockStarts?: Float64Array
}

export interface CountedSpace extends ParameterSpace {
  /** Feasible combinations before each block of 4,096 raw ones; the last entry is `count`. Empty without constraints. */
  readonly blockStarts: Float64Array
}

const BLOCK_COMBINATIONS = 4_096
const MOST_RAW_COMBINATIONS = 1e9
export const DEFAULT_MAX_COMBOS = 10_000_000

/**
 * @param axes expanded, in the order of the config
 * @param constraints conditions over axis names that every trial fulfils
 * Errors: ConfigError E_SPACE_TOO_LARGE (more than 1e9 raw combinations or more than maxCombos trials; the count is in the message),
 * E_SPACE_EMPTY (the constraints drop everything), E_EXPRESSION (a constraint that cannot be read).
 */
export function createSpace(
  axes: readonly Axis[],
  constraints: readonly string[] = [],
  options: SpaceOptions = {},
): CountedSpace {
  const ordered = planOrder(axes)
  assert(new Set(ordered.map(({ name }) => name)).size === ordered.length, 'axis names are unique')
  const rawCount = rawCombinations(ordered)
  const parsed = parseConstraints(ordered, constraints)
  if (parsed.impossible.length > 0) refuseEmpty(rawCount, `constraint "${parsed.impossible[0]}" drops`)
  const blockStarts = options.blockStarts ?? countBlocks(parsed, rawCount)
  const count = parsed.lastAxis < 0 ? rawCount : blockStarts.at(-1)!
  if (count === 0)
    refuseEmpty(rawCount, `constraints ${constraints.map((text) => `"${text}"`).join(', ')} together drop`)
  refuseAbove(options.maxCombos ?? DEFAULT_MAX_COMBOS, count)
  return { axes: ordered, count, rawCount, blockStarts, decode: decoder(ordered, parsed, blockStarts, count) }
}

/** A stable partition: signal-plane axes first, so that trials that share columns stand together. */
export const planOrder = (axes: readonly Axis[]): readonly Axis[] => [
  ...axes.filter(({ plane }) => plane === 'signal'),
  ...axes.filter(({ plane }) => plane === 'account'),
]

/** Errors: ConfigError E_SPACE_TOO_LARGE. */
export function refuseAbove(maxCombos: number, count: number): void {
  if (count <= maxCombos) return
  throw new ConfigError(
    'E_SPACE_TOO_LARGE',
    `the sweep has ${grouped(count)} trials, more than the ${grouped(maxCombos)} allowed`,
    'make the axes coarser, add constraints, take a part with --sample N, or raise --max-combos',
  )
}

function rawCombinations(axes: readonly Axis[]): number {
  const product = axes.reduce((count, { values }) => count * BigInt(values.length), 1n)
  if (product <= BigInt(MOST_RAW_COMBINATIONS)) return Number(product)
  throw new ConfigError(
    'E_SPACE_TOO_LARGE',
    `the axes span ${grouped(product)} combinations (${axes.map(({ name, values }) => `${name} ${values.length}`).join(' × ')}), ` +
      `more than ${grouped(MOST_RAW_COMBINATIONS)} before constraints`,
    'make the axes coarser or remove one',
  )
}

function refuseEmpty(rawCount: number, cause: string): never {
  throw new ConfigError(
    'E_SPACE_EMPTY',
    `${cause} all ${grouped(rawCount)} combinations`,
    'relax the constraint or widen an axis',
  )
}

/** 1234567 → 1,234,567, without a locale. */
const grouped = (count: number | bigint): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')

function countBlocks({ lastAxis, walk }: Constraints, rawCount: number): Float64Array {
  if (lastAxis < 0) return new Float64Array(0)
  const starts = new Float64Array(Math.ceil(rawCount / BLOCK_COMBINATIONS) + 1)
  const runs = walk()
  for (let more = runs.seek(0); more; more = runs.next()) {
    for (let raw = runs.start; raw < runs.end; ) {
      const block = Math.floor(raw / BLOCK_COMBINATIONS)
      const end = Math.min(runs.end, (block + 1) * BLOCK_COMBINATIONS)
      starts[block + 1]! += end - raw
      raw = end
    }
  }
  for (let block = 1; block < starts.length; block++) starts[block]! += starts[block - 1]!
  return starts
}

function decoder(
  axes: readonly Axis[],
  constraints: Constraints,
  blockStarts: Float64Array,
  count: number,
): ParameterSpace['decode'] {
  const strides: number[] = []
  for (let axis = axes.length - 1, stride = 1; axis >= 0; axis--) {
    strides[axis] = stride
    stride *= axes[axis]!.values.length
  }
  const rawOf = constraints.lastAxis < 0 ? (index: number) => index : rawFinder(constraints, blockStarts)
  return (index, ordinals) => {
    assert(Number.isInteger(index) && index >= 0 && index < count, `0 <= trial index ${index} < ${count}`)
    let rest = rawOf(index)
    for (let axis = 0; axis < strides.length; axis++) {
      const ordinal = Math.floor(rest / strides[axis]!)
      ordinals[axis] = ordinal
      rest -= ordinal * strides[axis]!
    }
  }
}

/** Remembers where it stands: indices in ascending order, as a chunk asks for them, cost one step each. */
function rawFinder({ walk }: Constraints, blockStarts: Float64Array): (index: number) => number {
  const runs = walk()
  let runIndex = 0 // Index of the current run's first combination.
  let runEnd = 0 // Index behind its last.
  let blockEnd = 0 // Index behind the last of the block sought: what lies beyond is sought, not walked to.
  return (index) => {
    if (index < runIndex || (index >= runEnd && index >= blockEnd)) {
      const block = lastAtMost(blockStarts, index)
      const begin = block * BLOCK_COMBINATIONS
      runs.seek(begin)
      runIndex = blockStarts[block]! - Math.max(0, begin - runs.start)
      runEnd = runIndex + (runs.end - runs.start)
      blockEnd = blockStarts[block + 1]!
    }
    while (index >= runEnd) {
      runs.next()
      runIndex = runEnd
      runEnd += runs.end - runs.start
    }
    return runs.start + (index - runIndex)
  }
}

/** Largest block b with blockStarts[b] ≤ index; empty blocks share their start with the next, which wins. */
function lastAtMost(starts: Float64Array, index: number): number {
  let low = 0
  let high = starts.length - 1
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (starts[middle]! <= index) low = middle
    else high = middle
  }
  return low
}
