/** L1. How a series is cut into files: by month below one hour, by year from there, in UTC. */
import { DAY_MS } from '../core/time.ts'

const HOUR_MS = 3_600_000
const WEEK_MS = 7 * DAY_MS

/** `2024-01` or `2024`: the partition that a bar with this open time belongs to. Names sort by time within years 1000 … 9999. */
export function partitionOf(t: number, intervalMs: number): string {
  return new Date(t).toISOString().slice(0, intervalMs < HOUR_MS ? 7 : 4)
}

/** First open time of the partition and of the one after it, UTC ms. */
export function partitionRange(partition: string): [from: number, to: number] {
  const [year, month] = partition.split('-').map(Number)
  return month === undefined
    ? [Date.UTC(year!, 0), Date.UTC(year! + 1, 0)]
    : [Date.UTC(year!, month - 1), Date.UTC(year!, month)]
}

/** Path of a partition's file from the dataset's folder. */
export function partitionPath(symbol: string, interval: string, partition: string): string {
  return `${symbol}/${interval}/${partition}.parquet`
}

/**
 * Whether a bar may open at this time: a multiple of the interval since 1970, weeks from Monday (1970-01-05).
 */
export function isOnGrid(t: number, intervalMs: number): boolean {
  return (t - gridOrigin(intervalMs)) % intervalMs === 0
}

/** A point of the grid: Monday 1970-01-05 for whole weeks, else 1970-01-01. */
export function gridOrigin(intervalMs: number): number {
  return intervalMs % WEEK_MS === 0 ? 4 * DAY_MS : 0
}
