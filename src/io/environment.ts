/** What a run was made with, for run.json: outside every hash, but it explains a difference when one is found. */
import { arch, cpus, platform, release, totalmem } from 'node:os'
import { mathTableHash } from '../core/math-table.ts'
import { numericVersions, packageVersion } from './engine-hash.ts'

export function environment(): Readonly<Record<string, unknown>> {
  const { node, v8, icu, tz } = process.versions
  return {
    node,
    v8,
    icu,
    timeZoneData: tz,
    platform: platform(),
    release: release(),
    arch: arch(),
    cpu: cpus()[0]?.model ?? '',
    cores: cpus().length,
    memoryBytes: totalmem(),
    mathTable: mathTableHash(),
    packages: {
      ...numericVersions(),
      'apache-arrow': packageVersion('apache-arrow'),
      'parquet-wasm': packageVersion('parquet-wasm'),
    },
  }
}
