/**
 * Shared memory between the pool and its threads, all Int32 words used with Atomics:
 *
 *   seats  [seat]           thread id of the thread that sits there, 0 = free
 *   lanes  [lane × 8 + …]   STOP ticket that is to stop · STAGE of the running chunk · DONE trials of it · THREAD id that runs it
 *
 * A lane is one chunk at a time as the pool counts them; a thread takes chunks of any lane. A seat is a small number that a thread
 * keeps from its start to its end. There are more seats than threads, because a replacement starts before the dead one is buried.
 */
export const STAGE_WAITING = 0
export const STAGE_SETUP = 1
export const STAGE_EVALUATE = 2
export const STAGE_COMMIT = 3

const LANE_WORDS = 8
const STOP = 0
const STAGE = 1
const DONE = 2
const THREAD = 3

export class ControlBlock {
  readonly buffer: SharedArrayBuffer
  readonly #words: Int32Array
  readonly #lanes: number

  /** @param lanes at least 1; a buffer made for the same number of lanes, or none for a new one. */
  constructor(lanes: number, buffer?: SharedArrayBuffer) {
    this.#lanes = lanes
    this.buffer = buffer ?? new SharedArrayBuffer(4 * (1 + lanes * LANE_WORDS + seatsFor(lanes)))
    this.#words = new Int32Array(this.buffer)
    this.#words[0] = lanes
  }

  /** The other end: the number of lanes stands in the first word. */
  static attach(buffer: SharedArrayBuffer): ControlBlock {
    return new ControlBlock(new Int32Array(buffer)[0]!, buffer)
  }

  begin(lane: number): void {
    for (const word of [STOP, STAGE, DONE, THREAD]) Atomics.store(this.#words, this.#at(lane, word), 0)
  }

  askToStop(lane: number, ticket: number): void {
    Atomics.store(this.#words, this.#at(lane, STOP), ticket)
  }

  isAskedToStop(lane: number, ticket: number): boolean {
    return Atomics.load(this.#words, this.#at(lane, STOP)) === ticket
  }

  enter(lane: number, stage: number): void {
    Atomics.store(this.#words, this.#at(lane, STAGE), stage)
  }

  stage(lane: number): number {
    return Atomics.load(this.#words, this.#at(lane, STAGE))
  }

  countTrial(lane: number): void {
    Atomics.add(this.#words, this.#at(lane, DONE), 1)
  }

  trialsDone(lane: number): number {
    return Atomics.load(this.#words, this.#at(lane, DONE))
  }

  setThread(lane: number, threadId: number): void {
    Atomics.store(this.#words, this.#at(lane, THREAD), threadId)
  }

  thread(lane: number): number {
    return Atomics.load(this.#words, this.#at(lane, THREAD))
  }

  /** Called by a thread at its start. Waits for a dead thread's seat to be freed if all are taken. */
  takeSeat(threadId: number): number {
    for (;;) {
      for (let seat = 0; seat < seatsFor(this.#lanes); seat++) {
        if (Atomics.compareExchange(this.#words, this.#seat(seat), 0, threadId) === 0) return seat
      }
      Atomics.wait(this.#words, this.#seat(0), Atomics.load(this.#words, this.#seat(0)), 100)
    }
  }

  /** The seat of a thread, −1 if it never took one. */
  seatOf(threadId: number): number {
    for (let seat = 0; seat < seatsFor(this.#lanes); seat++) {
      if (Atomics.load(this.#words, this.#seat(seat)) === threadId) return seat
    }
    return -1
  }

  /** Called by the pool when the thread has really ended. */
  freeSeat(seat: number): void {
    Atomics.store(this.#words, this.#seat(seat), 0)
    Atomics.notify(this.#words, this.#seat(seat))
  }

  #at(lane: number, word: number): number {
    return 1 + lane * LANE_WORDS + word
  }

  #seat(seat: number): number {
    return 1 + this.#lanes * LANE_WORDS + seat
  }
}

/** How many seats there are: seats are numbered from 0. */
export const seatsFor = (threads: number): number => 2 * threads + 8
