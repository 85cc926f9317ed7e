/** Programmer errors: a broken invariant stops the program at once. Never used for input, which is checked at the door. */
export function assert(condition: unknown, invariant: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${invariant}`)
}
