/** Reads Arrow IPC files and streams, batch by batch. */
import { createReadStream } from 'node:fs'
import { zstdDecompressSync } from 'node:zlib'
import { CompressionType, compressionRegistry, RecordBatchReader } from 'apache-arrow'
import { DataError } from '../core/errors.ts'
import type { SourceBatch } from '../domain/dataset.ts'
import { sourceBatch } from './source-columns.ts'

compressionRegistry.set(CompressionType.ZSTD, { decode: (bytes) => zstdDecompressSync(bytes) })

/**
 * The batches of a file in Arrow's file or stream format; memory holds one batch at a time. Compressed bodies may be zstd.
 * Errors: E_ARROW_FILE (cut off, broken, or compressed by LZ4).
 */
export async function* arrowBatches(path: string): AsyncGenerator<SourceBatch> {
  try {
    const reader = await RecordBatchReader.from(createReadStream(path))
    await reader.open()
    for await (const batch of reader) yield sourceBatch(batch)
  } catch (cause) {
    if (cause instanceof DataError) throw cause
    const remedy = 'write it again; compress with zstd or not at all'
    throw new DataError('E_ARROW_FILE', `${path} is no sound Arrow file: ${(cause as Error).message}`, remedy, {
      cause,
    })
  }
}
