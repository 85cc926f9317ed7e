/** Progress of a sweep for people: a bar on a terminal, a plain line now and then elsewhere. Goes to stderr; results go to stdout. */
import { SingleBar } from 'cli-progress'
import type { SweepProgress } from '../../jobs/progress.ts'
import { formatDuration, formatNumber } from '../reporting/format-number.ts'

export interface ProgressDisplay {
  show(progress: SweepProgress): void
  /** Takes the bar away; what follows starts on a line of its own. */
  end(): void
}

/** Between two plain lines, ms. */
const LINE_MS = 5_000

export const progressDisplay = (terminal: boolean): ProgressDisplay => (terminal ? barDisplay() : lineDisplay())

function barDisplay(): ProgressDisplay {
  const bar = new SingleBar({
    format: '{bar} {percentage}% │ {done}/{planned} trials │ {rate} trials/s │ ETA {left} │ failed {failed}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    gracefulExit: false,
    stream: process.stderr,
  })
  let started = false
  return {
    show(progress) {
      if (!started) bar.start(progress.planned, progress.done, facts(progress))
      else bar.update(progress.done, facts(progress))
      started = true
    },
    end() {
      if (started) bar.stop()
    },
  }
}

function lineDisplay(): ProgressDisplay {
  let last = Number.NEGATIVE_INFINITY
  return {
    show(progress) {
      if (progress.elapsedMs - last < LINE_MS) return
      last = progress.elapsedMs
      const { done, planned, rate, left, failed } = facts(progress)
      process.stderr.write(`${done}/${planned} trials · ${rate} trials/s · ETA ${left} · failed ${failed}\n`)
    },
    end() {},
  }
}

function facts(progress: SweepProgress) {
  const { done, planned, trialsPerSecond, etaMs, failed, quarantined, phase } = progress
  const left = phase === 'compacting' ? 'writing files' : etaMs === null ? '–' : formatDuration(etaMs)
  return {
    done: formatNumber(done, 'count'),
    planned: formatNumber(planned, 'count'),
    rate: formatNumber(Math.round(trialsPerSecond), 'count'),
    left,
    failed: formatNumber(failed + quarantined, 'count'),
  }
}
