/** Of several hand-fused forms of the same work, the one to be measured against. */
import { type Contender, interleaved, type Span } from './measure.ts'

const ROUNDS = 3
const EVERY = 2

export interface FastestForm {
  readonly form: Contender
  /** Our thread time over that of each form, on the part of the trials that was tried. */
  readonly note: string
}

/** Tries the forms in turn with ours on a part of the chunks. */
export function fastestForm(ours: Contender, forms: readonly Contender[], chunks: readonly Span[]): FastestForm {
  const some = chunks.filter((_, n) => n % EVERY === 0)
  const [own, ...times] = interleaved([ours, ...forms], some, ROUNDS).map(({ cpuMs }) => cpuMs)
  const form = forms[times.indexOf(Math.min(...times))]!
  const ratios = forms.map(({ name }, n) => `${name} ${(own! / times[n]!).toFixed(2)}`)
  return { form, note: `against the fastest form, ${form.name} (each form in a trial run: ${ratios.join(', ')})` }
}
