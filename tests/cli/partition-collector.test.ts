import { expect, it } from 'vitest'
import { partitionCollector } from '../../src/cli/partition-collector.ts'
import { readBar } from '../../src/data/bar-buffer.ts'
import { emptyRow } from '../../src/data/bar-rows.ts'
import { sameBars } from '../../src/data/merge-bars.ts'
import { openDatasetWriter } from '../../src/io/dataset-writer.ts'
import { barsAt, DAY, HOUR } from '../data/bars-of.ts'
import { scratchFolder } from '../scratch-folder.ts'

it('gives the same partitions whatever fits in memory', () => {
  // Rows that jump between three years.
  const times = Array.from({ length: 1000 }, (_, i) => Date.UTC(2022 + ((i * 7) % 3), 0) + i * HOUR)
  const bars = barsAt(times)
  const collect = (heldBars: number) => {
    const writer = openDatasetWriter(scratchFolder(), 'd')
    const collector = partitionCollector(DAY, writer, heldBars)
    for (let i = 0; i < times.length; i++) collector.push(readBar(bars, i, emptyRow()))
    const taken = collector.partitions().map((it) => [it, collector.take(it)] as const)
    writer.close()
    return taken
  }
  const whole = collect(1e6)
  expect(whole.map(([name]) => name)).toEqual(['2022', '2023', '2024'])
  for (const heldBars of [1, 7, 100, 999]) {
    expect(collect(heldBars).map(([, part], i) => sameBars(part, whole[i]![1]))).toEqual([true, true, true])
  }
})
