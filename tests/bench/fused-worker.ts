/** A thread that runs W1's fused loop: takes chunks of trials from a shared counter until the passes are done. */
import { parentPort, workerData } from 'node:worker_threads'
import { fusedContender } from './fused-trial.ts'
import { fusedW1Unrolled } from './fused-w1-unrolled.ts'
import { openSweep } from './opened-sweep.ts'
import { GRIDS, smaSweep } from './sma-sweep.ts'
import { syntheticMarket } from './synthetic-market.ts'

const CHUNK = 20
const { bars, passes, counter } = workerData as {
  readonly bars: number
  readonly passes: number
  readonly counter: Int32Array
}
const sweep = openSweep(syntheticMarket(bars), smaSweep(GRIDS.standard))
const fused = fusedContender(sweep, 'fused', fusedW1Unrolled)
const chunks = sweep.space.count / CHUNK
parentPort!.on('message', () => {
  for (;;) {
    const chunk = Atomics.add(counter, 0, 1)
    if (chunk >= chunks * passes) break
    const from = (chunk % chunks) * CHUNK
    fused.run(from, from + CHUNK)
  }
  parentPort!.postMessage('done')
})
parentPort!.postMessage('ready')
