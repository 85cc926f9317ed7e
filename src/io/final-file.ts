/** A final file on its way: batches of one row group each go in, bytes come out into a temp file and a hash. */
import { createHash, type Hash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import * as parquet from 'parquet-wasm'
import { assert } from '../core/assert.ts'
import { StoreError } from '../core/errors.ts'
import type { ResultBatch } from '../domain/result-batch.ts'
import { removeIfThere } from './atomic-file.ts'
import { TEMP } from './commit.ts'
import { batchToIpc } from './result-columns.ts'
import { fileSha256, type ResultFileHeader, resultFileHeader } from './result-store.ts'
import { CREATED_BY, METADATA_KEY } from './shard-file.ts'

/** A final file as the manifest records it. */
export interface ResultFile {
  readonly name: string
  readonly rows: number
  readonly bytes: number
  /** Of the file's bytes. */
  readonly sha256: string
  /** Of what the rows say, whatever writes them. */
  readonly contentHash: string
}

export class FinalFile {
  readonly #name: string
  readonly #run: string
  readonly #temp: string
  readonly #header: ResultFileHeader
  readonly #input: WritableStreamDefaultWriter<parquet.RecordBatch>
  readonly #output: Promise<void>
  readonly #hash: Hash = createHash('sha256')
  #sha256 = ''

  constructor(run: string, name: string, header: ResultFileHeader, groupRows: number) {
    this.#run = run
    this.#name = name
    this.#header = header
    this.#temp = join(run, TEMP, name)
    removeIfThere(this.#temp)
    // The pair applies back-pressure: a batch is accepted when the writer has taken the one before.
    const { readable, writable } = new TransformStream<parquet.RecordBatch>(
      undefined,
      new CountQueuingStrategy({ highWaterMark: 1 }),
      new CountQueuingStrategy({ highWaterMark: 0 }),
    )
    this.#input = writable.getWriter()
    const properties = new parquet.WriterPropertiesBuilder()
      .setCompression(parquet.Compression.ZSTD)
      .setStatisticsEnabled(parquet.EnabledStatistics.Chunk)
      .setMaxRowGroupSize(groupRows)
      .setDictionaryEnabled(false)
      .setKeyValueMetadata(new Map([[METADATA_KEY, JSON.stringify(header)]]))
      .setCreatedBy(CREATED_BY)
      .build()
    this.#output = this.#drain(parquet.transformParquetStream(readable, properties))
    this.#output.catch((error: unknown) => this.#input.abort(error)).catch(() => undefined)
  }

  async write(group: ResultBatch): Promise<void> {
    const table = parquet.Table.fromIPCStream(batchToIpc(group, this.#header.kind))
    const batches = table.recordBatches()
    table.free()
    assert(batches.length === 1, 'a row group is one record batch')
    await this.#input.ready
    await Promise.race([this.#input.write(batches[0]!), this.#output])
  }

  async finish(): Promise<void> {
    await this.#input.close()
    await this.#output
  }

  async abandon(): Promise<void> {
    await this.#input.abort().catch(() => undefined)
    await this.#output.catch(() => undefined)
    removeIfThere(this.#temp)
  }

  /** Reads the file again. Errors: E_COMPACTION. */
  async verify(): Promise<void> {
    const { rows } = resultFileHeader(this.#temp)
    if (rows !== this.#header.rows || (await fileSha256(this.#temp)) !== this.#sha256) {
      throw new StoreError(
        'E_COMPACTION',
        `${this.#temp} is not what was written`,
        'Check the disk and run the same command again.',
      )
    }
  }

  publish(contentHash: string): ResultFile {
    const bytes = statSync(this.#temp).size
    renameSync(this.#temp, join(this.#run, this.#name))
    return { name: this.#name, rows: this.#header.rows, bytes, sha256: this.#sha256, contentHash }
  }

  async #drain(stream: Promise<ReadableStream>): Promise<void> {
    const file = openSync(this.#temp, 'wx')
    try {
      for await (const piece of (await stream) as AsyncIterable<Uint8Array>) {
        this.#hash.update(piece)
        for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at)
      }
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    this.#sha256 = this.#hash.digest('hex')
  }
}
