/** The market in the slab: columns copied once, zone maps filled once, then views for every thread. */
import type { InstrumentBars, Market } from '../domain/market.ts'
import type { Tape } from './pipeline.ts'
import type { SlabLayout } from './slab.ts'
import { fillZones, type ZonedColumn, zonedLength, zonedView } from './zone-map.ts'

const aligned = (bytes: number): number => Math.ceil(bytes / 64) * 64

/** What a thread needs to see a market that another thread wrote into the slab. Plain data. */
export type MarketOutline = Omit<Market, 'bars' | 't'> & {
  readonly instruments: readonly (Pick<InstrumentBars, 'instrument'> & {
    readonly volume: boolean
    readonly present: boolean
    readonly signals: readonly string[]
  })[]
}

/** Copies a market into the slab. */
export function writeMarket(memory: WebAssembly.Memory, layout: SlabLayout, market: Market): MarketOutline {
  new Float64Array(memory.buffer, 64, layout.bars).set(market.t)
  market.bars.forEach((bars, k) => {
    const views = tapeViews(memory, layout, k)
    views.open.set(bars.open)
    for (const name of ['high', 'low', 'close'] as const) {
      views[name].values.set(bars[name])
      fillZones(views[name])
    }
    if (bars.volume) views.volume.set(bars.volume)
    if (bars.present) views.present.set(bars.present)
    for (const [s, values] of Object.values(bars.signals ?? {}).entries()) views.signals[s]!.set(values)
  })
  const { bars, t, ...facts } = market
  return {
    ...facts,
    instruments: bars.map(({ instrument, volume, present, signals = {} }) => ({
      instrument,
      volume: volume !== null,
      present: present !== null,
      signals: Object.keys(signals),
    })),
  }
}

export interface SharedMarket {
  readonly market: Market
  readonly tapes: readonly Tape[]
}

/** Views over a market in the slab; nothing is copied. */
export function readMarket(memory: WebAssembly.Memory, layout: SlabLayout, outline: MarketOutline): SharedMarket {
  const { instruments, ...facts } = outline
  const tapes = instruments.map(({ instrument, volume, present, signals }, k): Tape => {
    const views = tapeViews(memory, layout, k)
    const bars: InstrumentBars = {
      instrument,
      open: views.open,
      high: views.high.values,
      low: views.low.values,
      close: views.close.values,
      volume: volume ? views.volume : null,
      present: present ? views.present : null,
      signals: Object.fromEntries(signals.map((name, s) => [name, views.signals[s]!])),
    }
    const { open } = views
    const { multiplier, lotSize } = instrument
    const { high, low, close } = views
    return { bars, open, high, low, close, volume: bars.volume, present: bars.present, multiplier, lotSize }
  })
  const t = new Float64Array(memory.buffer, 64, layout.bars)
  return { market: { ...facts, t, bars: tapes.map((tape) => tape.bars) }, tapes }
}

interface TapeViews {
  readonly open: Float64Array
  readonly high: ZonedColumn
  readonly low: ZonedColumn
  readonly close: ZonedColumn
  readonly volume: Float64Array
  readonly present: Uint8Array
  readonly signals: readonly Float64Array[]
}

function tapeViews(memory: WebAssembly.Memory, layout: SlabLayout, instrument: number): TapeViews {
  const { bars, signals = 0 } = layout
  let at = 64 + aligned(bars * 8) + instrument * layout.tapeBytes
  const take = (bytes: number): number => {
    const begin = at
    at += aligned(bytes)
    return begin
  }
  const zoned = () => zonedView(memory.buffer, take(zonedLength(bars) * 8), bars)
  return {
    high: zoned(),
    low: zoned(),
    close: zoned(),
    open: new Float64Array(memory.buffer, take(bars * 8), bars),
    volume: new Float64Array(memory.buffer, take(bars * 8), bars),
    present: new Uint8Array(memory.buffer, take(bars), bars),
    signals: Array.from({ length: signals }, () => new Float64Array(memory.buffer, take(bars * 8), bars)),
  }
}
