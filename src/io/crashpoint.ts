/**
 * Named places in the commit protocol at which a test can make this process die or a file operation fail. Costs one comparison
 * when the variable is unset, which it always is outside tests.
 *
 * QUANTFARM_CRASHPOINT = `name` kills the process (SIGKILL, nothing is flushed) on the first arrival at `name`;
 * `name@3` on the third; `name=ENOSPC` throws that system error on every arrival, `name=ENOSPC*2` on the first two.
 * Arrivals are counted per thread.
 */
const armed = parse(process.env.QUANTFARM_CRASHPOINT ?? '')

export function crashpoint(name: string): void {
  if (armed === null || armed.name !== name) return
  armed.arrivals++
  if (armed.errno === null) {
    if (armed.arrivals === armed.count) process.kill(process.pid, 'SIGKILL')
  } else if (armed.arrivals <= armed.count) {
    throw Object.assign(new Error(`${armed.errno}: injected at ${name}`), { code: armed.errno })
  }
}

interface ArmedPoint {
  readonly name: string
  /** Null: kill. */
  readonly errno: string | null
  /** Kill at this arrival, or fail on this many first ones. */
  readonly count: number
  arrivals: number
}

function parse(text: string): ArmedPoint | null {
  const match = /^([a-z.-]+)(?:@(\d+)|=([A-Z]+)(?:\*(\d+))?)?$/.exec(text)
  if (match === null) return null
  const errno = match[3] ?? null
  const count = errno === null ? Number(match[2] ?? 1) : Number(match[4] ?? Number.POSITIVE_INFINITY)
  return { name: match[1]!, errno, count, arrivals: 0 }
}
