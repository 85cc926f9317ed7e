/**
 * Zone maps: minimum and maximum of every block of 32 bars and of every 32 blocks, as a database keeps them a row group. They answer
 * "first bar ≥ i where low ≤ x or high ≥ y" and "can this block matter at all" without reading the bars. A block with any NaN is [−∞, +∞].
 */
export const BLOCK = 32
export const SUPER = 1024

export interface ZonedColumn {
  /** Canonical NaN, no −0. */
  readonly values: Float64Array
  readonly min: Float64Array
  readonly max: Float64Array
  readonly min2: Float64Array
  readonly max2: Float64Array
}

export const blocksOf = (bars: number): number => Math.ceil(bars / BLOCK)
export const superBlocksOf = (bars: number): number => Math.ceil(bars / SUPER)

/** Length in f64 of a column with its zone maps, padded to 64 bytes. */
export const zonedLength = (bars: number): number =>
  Math.ceil((bars + 2 * blocksOf(bars) + 2 * superBlocksOf(bars)) / 8) * 8

/** Views of one zoned column that begins at `byteOffset` of a buffer (values, min, max, min2, max2 one after another). */
export function zonedView(buffer: ArrayBufferLike, byteOffset: number, bars: number): ZonedColumn {
  const blocks = blocksOf(bars)
  const supers = superBlocksOf(bars)
  let at = byteOffset
  const next = (length: number) => {
    const view = new Float64Array(buffer, at, length)
    at += length * 8
    return view
  }
  return { values: next(bars), min: next(blocks), max: next(blocks), min2: next(supers), max2: next(supers) }
}

/** Fills the zone maps of a column and makes its NaN and −0 canonical. Twin of the WebAssembly kernel's zoneMap. */
export function fillZones({ values, min, max, min2, max2 }: ZonedColumn): void {
  const bars = values.length
  const blocks = blocksOf(bars)
  min2.fill(Infinity)
  max2.fill(-Infinity)
  for (let block = 0; block < blocks; block++) {
    let low = Infinity
    let high = -Infinity
    let known = true
    for (let i = block * BLOCK, end = Math.min(bars, i + BLOCK); i < end; i++) {
      const value = values[i]! + 0
      if (Number.isNaN(value)) known = false
      values[i] = Number.isNaN(value) ? Number.NaN : value
      if (value < low) low = value
      if (value > high) high = value
    }
    min[block] = known ? low : -Infinity
    max[block] = known ? high : Infinity
    const superBlock = block >> 5
    if (min[block]! < min2[superBlock]!) min2[superBlock] = min[block]!
    if (max[block]! > max2[superBlock]!) max2[superBlock] = max[block]!
  }
}

/** A zoned copy of a plain column, in memory of its own. */
export function zoned(values: Float64Array): ZonedColumn {
  const column = zonedView(new ArrayBuffer(zonedLength(values.length) * 8), 0, values.length)
  column.values.set(values)
  fillZones(column)
  return column
}
