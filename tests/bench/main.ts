import '../../src/io/math-flag.ts'
import { w1 } from './w1.ts'

for (const v of ['standard', 'slowWindows', 'fastWindows'] as const) {
  const r = w1(v, { rounds: 7 })
  console.log(
    v,
    ((r.ms * 1e6) / r.trials / r.bars).toFixed(3),
    ((r.fusedMs! * 1e6) / r.trials / r.bars).toFixed(3),
    'ratio',
    (r.ms / r.fusedMs!).toFixed(3),
    r.tradesPerTrial,
    JSON.stringify(r.agreement),
  )
}
