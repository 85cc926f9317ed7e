/** One bar of an observed run for a log (a record a stage) and for people (a block of aligned lines). */
import { formatTime } from '../core/time.ts'
import type { ObservedBar, ObservedFill, ObservedInstrument, ObservedOrder, TargetName } from '../engine/observe.ts'
import { formatNumber, UNDEFINED_TEXT } from '../reporting/format-number.ts'

export interface StageRecord {
  readonly stage: string
  readonly fields: Readonly<Record<string, unknown>>
}

/**
 * What happened on a bar, in the order in which it happens: fills of orders that were waiting, then for each instrument features, score,
 * intent and target at the close, the orders that follow, positions and the account. A stage in which nothing happened (orders, fills)
 * still has its record, so that every bar has the same ones.
 */
export function barStages(bar: ObservedBar): readonly StageRecord[] {
  const at = { bar: bar.bar, t: formatTime(bar.t) }
  const instruments = bar.instruments()
  const each = (stage: string, of: (it: ObservedInstrument) => Readonly<Record<string, unknown>>): StageRecord[] =>
    instruments.map((it) => ({ stage, fields: { ...at, instrument: it.instrument, ...of(it) } }))
  return [
    { stage: 'fills', fields: { ...at, fills: bar.fills } },
    ...each('features', ({ features }) => ({ features })),
    ...each('score', ({ score }) => ({ score })),
    ...each('intent', ({ intent }) => ({ intent })),
    ...each('target', ({ target }) => ({ target })),
    { stage: 'orders', fields: { ...at, orders: bar.orders, rejected: bar.rejectedOrders } },
    ...each('position', ({ position, averagePrice, close }) => ({
      position,
      averagePrice: position === 0 ? null : averagePrice,
      close,
    })),
    {
      stage: 'account',
      fields: {
        ...at,
        cash: bar.cash,
        equity: bar.equity,
        drawdown: bar.drawdown,
        exposure: bar.exposure,
        halted: bar.halted,
        ruined: bar.ruined,
      },
    },
  ]
}

/** The same as text: one block, ends with a newline. @param currency of the account */
export function barText(bar: ObservedBar, currency: string): string {
  const instruments = bar.instruments()
  const many = instruments.length > 1
  const named = (name: string): string => (many ? `${name}  ` : '')
  const lines: string[] = [`bar ${bar.bar}  ${formatTime(bar.t)}`]
  const line = (stage: string, text: string): void => void lines.push(`  ${stage.padEnd(9)} ${text}`)
  for (const it of instruments) line('prices', named(it.instrument) + pricesText(it))
  for (const fill of bar.fills) line('fill', named(fill.instrument) + fillText(fill, currency))
  for (const it of instruments) {
    const features = Object.entries(it.features).map(([name, value]) => `${name} ${shown(value)}`)
    if (features.length > 0) line('features', named(it.instrument) + features.join('   '))
    if (it.score !== null) line('score', named(it.instrument) + shown(it.score))
    line('intent', named(it.instrument) + intentText(it.intent))
    line('target', named(it.instrument) + targetText(it.target.kind, it.target.value, currency))
  }
  for (const order of bar.orders.filter((it) => !toldByFill(it, bar.fills)))
    line('order', named(order.instrument) + orderText(order, bar.bar, currency))
  if (bar.rejectedOrders > 0) line('order', `${bar.rejectedOrders} rejected`)
  for (const it of instruments) {
    const held = it.position === 0 ? 'flat' : `${shown(it.position)} units at ${shown(it.averagePrice)} on average`
    line('position', named(it.instrument) + held)
  }
  const state = bar.ruined ? '   RUINED' : bar.halted ? '   halted' : ''
  line(
    'account',
    `equity ${money(bar.equity, currency)}   cash ${money(bar.cash, currency)}   ` +
      `drawdown ${formatNumber(bar.drawdown, 'fraction')}   exposure ${formatNumber(bar.exposure, 'fraction')}${state}`,
  )
  return `${lines.join('\n')}\n`
}

/** A protective order is touched and filled at once: one line says both, unless the volume left nothing for it. */
const toldByFill = ({ type, instrument, reason }: ObservedOrder, fills: readonly ObservedFill[]): boolean =>
  type === 'protective' && fills.some((fill) => fill.instrument === instrument && fill.reason === reason)

function pricesText({ open, high, low, close, present }: ObservedInstrument): string {
  if (!present) return `close ${shown(close)}   no bar: nothing trades`
  return `open ${shown(open)}   high ${shown(high)}   low ${shown(low)}   close ${shown(close)}`
}

function fillText({ side, quantity, price, fee, slippage, reason }: ObservedFill, currency: string): string {
  const what = `${side === 'buy' ? 'bought' : 'sold'} ${shown(quantity)} at ${shown(price)}`
  return `${what}   fee ${money(fee, currency)}   slippage ${money(slippage, currency)}   ${reason}`
}

function orderText(order: ObservedOrder, bar: number, currency: string): string {
  if (order.type === 'protective') return `${order.reason} touched: leave the position`
  const when = order.activeBar === bar ? 'at this close' : `from the open of bar ${order.activeBar}`
  return `to ${targetText(order.kind, order.value, currency)}, ${when}   ${order.reason}`
}

function targetText(kind: TargetName, value: number, currency: string): string {
  if (value === 0) return 'flat'
  if (kind === 'fraction') return `${formatNumber(value, 'fraction')} of equity`
  return kind === 'notional' ? money(value, currency) : `${shown(value)} units`
}

function intentText(intent: number): string {
  if (intent === 0) return 'flat'
  const side = intent > 0 ? 'long' : 'short'
  return Math.abs(intent) === 1 ? side : `${side} ${shown(Math.abs(intent))}`
}

const money = (value: number, currency: string): string => `${formatNumber(value, 'currency')} ${currency}`

/** Seven digits: enough to see a price move, few enough to read. */
const shown = (value: number): string => (Number.isNaN(value) ? UNDEFINED_TEXT : String(Number(value.toPrecision(7))))
