/** Where a command's time goes: named stages on the monotonic clock, for `--debug` and run.json. */
export class StageClock {
  readonly stages: { readonly stage: string; readonly ms: number }[] = []

  async timed<T>(stage: string, work: () => T | Promise<T>): Promise<T> {
    const start = performance.now()
    try {
      return await work()
    } finally {
      this.stages.push({ stage, ms: performance.now() - start })
    }
  }

  /** One line: `read data 12 ms · plan 3 ms`. */
  describe(): string {
    return this.stages.map(({ stage, ms }) => `${stage} ${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`).join(' · ')
  }
}
