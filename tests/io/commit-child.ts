/** Commits one shard in a process of its own, so that a crash point can kill it: `run from to`. */
import { commitShard } from '../../src/io/commit.ts'
import { encodeShard } from '../../src/io/shard-file.ts'
import { fakeBatch, PLAN_HASH } from '../jobs/fake-evaluator.ts'

const [run, from, to] = process.argv.slice(2)
const receipt = commitShard(
  run!,
  encodeShard(fakeBatch(Number(from), Number(to), { days: 20 }), PLAN_HASH),
  performance.now(),
)
process.stdout.write(JSON.stringify(receipt))
