/** "Did you mean": the name nearest to a misspelt one, for the messages of the typed errors. */

/** ` (did you mean "x"?)` with the nearest candidate, or `''` when none is near. Append it to a message. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const name = nearest(word, candidates)
  return name === undefined ? '' : ` (did you mean "${name}"?)`
}

/**
 * The candidate with the fewest single-letter edits from `word`, swaps of neighbours counted as one, upper case as lower case.
 * At most a third of the longer name may differ (at least one letter, so `smaa` finds `sma`), else undefined; of equals the first wins.
 * Cost: O(candidates × length²); for messages only. Source: Damerau (1964), the optimal string alignment form.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.slice(0, LONGEST).toLowerCase()
  let best: string | undefined
  let fewest = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const allowed = Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) / 3))
    const distance = editDistance(wanted, candidate.slice(0, LONGEST).toLowerCase())
    if (distance <= allowed && distance < fewest) {
      best = candidate
      fewest = distance
    }
  }
  return best
}

/** Names are short; a longer text is no typing slip, and its square would cost time. */
const LONGEST = 64

/** Edits that turn a into b: insert, delete, replace, swap neighbours. Three rows of the table are enough. */
function editDistance(a: string, b: string): number {
  let twoAbove: number[] = []
  let above: number[] = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replace = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      let fewest = Math.min(replace, above[j]! + 1, row[j - 1]! + 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) fewest = Math.min(fewest, twoAbove[j - 2]! + 1)
      row.push(fewest)
    }
    twoAbove = above
    above = row
  }
  return above[b.length]!
}
