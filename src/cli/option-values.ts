/** Values of command-line options: parsed at the door, refused by name and rule. */
import { InvalidArgumentError } from 'commander'

/** A whole number from `least` on. */
export const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(
      `must be a whole number from ${least}${most < 1e15 ? ` to ${most}` : ' on'}, was "${text}"`,
    )
  }

/** An option that may be given several times: all of its values. */
export const eachOf = (text: string, before: readonly string[] = []): readonly string[] => [...before, text]

/** `auto` or a whole number of trials. */
export function chunkSize(text: string): number | 'auto' {
  return text === 'auto' ? 'auto' : wholeNumber(1)(text)
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
}

/** `800MB`, `2GiB`: bytes. */
export function byteSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([KMG]i?B)?$/i.exec(text)
  const unit = UNITS[(match?.[2] ?? '').toUpperCase()]
  if (match && unit !== undefined) return Math.floor(Number(match[1]) * unit)
  throw new InvalidArgumentError(`must be a size such as 800MB or 2GiB, was "${text}"`)
}

const SPANS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** `30s`, `5m`, `2h`: milliseconds. */
export function duration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text)
  if (match) return Number(match[1]) * SPANS[match[2]!]!
  throw new InvalidArgumentError(`must be a time such as 30s, 5m or 2h, was "${text}"`)
}
