/**
 * Numbers for people: digits by unit, English separators, no locale. Undefined is an en dash.
 *
 * `fraction` 0.1234 → `12.34%`, small ones with three significant digits (`0.0123%`) · ratio 1.234 → `1.23` · `currency` 1234.5 → `1,234.50`,
 * whole from 100,000 · `count`, `bars`, `days` whole · `years` `20.3` · `ms` → `7h 30m`. From 1e15 on `1.23e+18`.
 */
import type { MetricUnit } from './contract.ts'

/** Stands for an undefined value. */
export const UNDEFINED_TEXT = '–'

export function formatNumber(value: number | null, unit: MetricUnit = ''): string {
  if (value === null || Number.isNaN(value)) return UNDEFINED_TEXT
  if (unit === 'ms') return formatDuration(value)
  if (unit === 'fraction') return `${significant(100 * value)}%`
  if (unit === 'currency') return grouped(value, Math.abs(value) < 99_999.995 ? 2 : 0)
  if (unit === 'count' || unit === 'bars' || unit === 'days') return grouped(value, 0)
  if (unit === 'years') return grouped(value, 1)
  return significant(value)
}

/** A parameter as it was given: the shortest text that reads back as the same number. */
export function formatParameter(value: number | string): string {
  return typeof value === 'number' ? String(value) : value
}

/** The two largest parts of a time span in ms: `3d 4h`, `7h 30m`, `12m 5s`, `1.5s`, `250ms`. */
export function formatDuration(ms: number): string {
  const size = Math.abs(ms)
  if (!(size < 1e15)) return `${exponential(ms)}ms`
  const sign = ms < 0 ? '-' : ''
  if (size < 999.5) return `${sign}${Math.round(size)}ms`
  if (size < 59_950) return `${sign}${trimmed((size / 1_000).toFixed(1))}s`
  // Rounded to the smaller part first, so that 59m 59.7s becomes 1h and not 59m 60s.
  for (const [large, small, largeName, smallName] of PARTS) {
    const whole = Math.round(size / small) * small
    if (whole < large) continue
    const rest = Math.round((whole % large) / small)
    return `${sign}${grouped(Math.floor(whole / large), 0)}${largeName}${rest === 0 ? '' : ` ${rest}${smallName}`}`
  }
  return `${sign}1m`
}

const PARTS = [
  [86_400_000, 3_600_000, 'd', 'h'],
  [3_600_000, 60_000, 'h', 'm'],
  [60_000, 1_000, 'm', 's'],
] as const

/** Two decimals, none from 10,000; below 0.1 three significant digits. */
function significant(value: number): string {
  const size = Math.abs(value)
  if (size >= 0.0995 || size === 0) return grouped(value, size < 9_999.5 ? 2 : 0)
  if (size < 0.0000995) return value.toExponential(2)
  return grouped(value, size >= 0.00995 ? 4 : size >= 0.000995 ? 5 : 6)
}

function grouped(value: number, decimals: number): string {
  if (!(Math.abs(value) < 1e15)) return exponential(value)
  const [whole, part] = Math.abs(value).toFixed(decimals).split('.')
  const text = whole!.replace(/\B(?=(?:\d{3})+$)/g, ',') + (part === undefined ? '' : `.${part}`)
  return value < 0 && /[1-9]/.test(text) ? `-${text}` : text
}

const exponential = (value: number): string => (Number.isFinite(value) ? value.toExponential(2) : String(value))

const trimmed = (text: string): string => text.replace(/\.0$/, '')
