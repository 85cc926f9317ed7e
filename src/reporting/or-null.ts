/** The number, or null when it is NaN or infinite: undefined is null everywhere outside `OutcomeSummary`. −0 becomes 0. */
export function orNull(value: number): number | null {
  return value - value === 0 ? value + 0 : null
}
