/** A whole sweep in a process that can be killed: `results planned threads chunkSize slowMs`. Prints the final hashes. */
import '../../src/io/math-flag.ts'
import { fakeSweep } from './fake-sweep.ts'

const [results, planned, threads, chunkSize, slowMs] = process.argv.slice(2)
const { summary, hashes } = await fakeSweep({
  results: results!,
  planned: Number(planned),
  threads: Number(threads),
  init: { slowMs: Number(slowMs) },
  coordinator: {
    chunkSize: chunkSize === 'auto' ? 'auto' : Number(chunkSize),
    progressMs: 10,
    onProgress: ({ committed }) => process.stdout.write(`committed ${committed}\n`),
  },
})
process.stdout.write(`${JSON.stringify({ summary, hashes })}\n`)
