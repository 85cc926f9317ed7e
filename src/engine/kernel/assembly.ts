// The scan kernels: AssemblyScript (not TypeScript: compiled by `npm run kernel` into kernel.generated.ts). The TypeScript twin in
// twin.ts gives the same bits and is compared with this file by tests/engine/kernel.test.ts.
//
// Memory is imported and shared; every pointer is a byte offset of an f64 column, 8-aligned. A column of n values is followed by nothing:
// its zone maps are separate arrays of ceil(n / 32) minima and maxima, and ceil(blocks / 32) super minima and maxima.

const BLOCK: i32 = 32

/** Makes NaN and -0 canonical and fills the four zone arrays. A block with any NaN is [-inf, +inf]. */
export function zoneMap(x: usize, n: i32, min: usize, max: usize, min2: usize, max2: usize): void {
  const blocks = (n + BLOCK - 1) / BLOCK
  let superLow = Infinity
  let superHigh = -Infinity
  for (let b = 0; b < blocks; b++) {
    let low = Infinity
    let high = -Infinity
    let known = true
    const end = b * BLOCK + BLOCK < n ? b * BLOCK + BLOCK : n
    for (let i = b * BLOCK; i < end; i++) {
      const at = x + ((<usize>i) << 3)
      const v = load<f64>(at) + 0.0
      if (v != v) {
        known = false
        store<u64>(at, 0x7ff8000000000000)
      } else {
        store<f64>(at, v)
        if (v < low) low = v
        if (v > high) high = v
      }
    }
    if (!known) {
      low = -Infinity
      high = Infinity
    }
    store<f64>(min + ((<usize>b) << 3), low)
    store<f64>(max + ((<usize>b) << 3), high)
    if (low < superLow) superLow = low
    if (high > superHigh) superHigh = high
    if ((b & 31) == 31 || b == blocks - 1) {
      store<f64>(min2 + ((<usize>(b >> 5)) << 3), superLow)
      store<f64>(max2 + ((<usize>(b >> 5)) << 3), superHigh)
      superLow = Infinity
      superHigh = -Infinity
    }
  }
}

// The job of the next changes() call; set by configure(), because a call with twenty arguments is slower than twenty stores.
let a: usize = 0
let aMin: usize = 0
let aMax: usize = 0
let aMin2: usize = 0
let aMax2: usize = 0
let b: usize = 0
let bMin: usize = 0
let bMax: usize = 0
let bMin2: usize = 0
let bMax2: usize = 0
let enterLong: f64 = 0
let exitLong: f64 = 0
let enterShort: f64 = 0
let exitShort: f64 = 0
let hold: bool = true

export function columnA(x: usize, min: usize, max: usize, min2: usize, max2: usize): void {
  a = x
  aMin = min
  aMax = max
  aMin2 = min2
  aMax2 = max2
}

/** x = 0: the score is column A alone; else A - B. */
export function columnB(x: usize, min: usize, max: usize, min2: usize, max2: usize): void {
  b = x
  bMin = min
  bMax = max
  bMin2 = min2
  bMax2 = max2
}

/** Levels of the hysteresis; a side that is off has enter levels of +inf (long) or -inf (short). holdMissing: a NaN score keeps the state. */
export function levels(inLong: f64, outLong: f64, inShort: f64, outShort: f64, holdMissing: bool): void {
  enterLong = inLong
  exitLong = outLong
  enterShort = inShort
  exitShort = outShort
  hold = holdMissing
}

// @ts-ignore: decorator
@inline
function scoreAt(i: i32): f64 {
  const s = load<f64>(a + ((<usize>i) << 3))
  return b == 0 ? s : s - load<f64>(b + ((<usize>i) << 3))
}

// @ts-ignore: decorator
@inline
function after(state: i32, s: f64): i32 {
  if (s != s) return hold ? state : 0
  if (state > 0) return s < enterShort ? -1 : s <= exitLong ? 0 : 1
  if (state < 0) return s > enterLong ? 1 : s >= exitShort ? 0 : -1
  return s > enterLong ? 1 : s < enterShort ? -1 : 0
}

let count: i32 = 0
let outBars: usize = 0
let outIntents: usize = 0

// @ts-ignore: decorator
@inline
function emit(bar: i32, state: i32): void {
  store<i32>(outBars + ((<usize>count) << 2), bar)
  store<f64>(outIntents + ((<usize>count) << 3), <f64>state)
  count++
}

function scalarRange(begin: i32, end: i32, state: i32): i32 {
  for (let i = begin; i < end; i++) {
    const next = after(state, scoreAt(i))
    if (next != state) {
      emit(i, next)
      state = next
    }
  }
  return state
}

// @ts-ignore: decorator
@inline
function quiet(state: i32, low: f64, high: f64): bool {
  if (state > 0) return low > exitLong && low >= enterShort
  if (state < 0) return high < exitShort && high <= enterLong
  return high <= enterLong && low >= enterShort
}

/** 16 scores against one level, 2 by 2 narrowed to one bit each. */
// @ts-ignore: decorator
@inline
function pair(x: v128, y: v128): v128 {
  return v128.shuffle<i32>(x, y, 0, 2, 4, 6)
}

// @ts-ignore: decorator
@inline
function above16(at: usize, bt: usize, difference: bool, l: v128): u32 {
  let m0 = v128.load(at)
  let m1 = v128.load(at, 16)
  let m2 = v128.load(at, 32)
  let m3 = v128.load(at, 48)
  let m4 = v128.load(at, 64)
  let m5 = v128.load(at, 80)
  let m6 = v128.load(at, 96)
  let m7 = v128.load(at, 112)
  if (difference) {
    m0 = f64x2.sub(m0, v128.load(bt))
    m1 = f64x2.sub(m1, v128.load(bt, 16))
    m2 = f64x2.sub(m2, v128.load(bt, 32))
    m3 = f64x2.sub(m3, v128.load(bt, 48))
    m4 = f64x2.sub(m4, v128.load(bt, 64))
    m5 = f64x2.sub(m5, v128.load(bt, 80))
    m6 = f64x2.sub(m6, v128.load(bt, 96))
    m7 = f64x2.sub(m7, v128.load(bt, 112))
  }
  const p0 = pair(f64x2.gt(m0, l), f64x2.gt(m1, l))
  const p1 = pair(f64x2.gt(m2, l), f64x2.gt(m3, l))
  const p2 = pair(f64x2.gt(m4, l), f64x2.gt(m5, l))
  const p3 = pair(f64x2.gt(m6, l), f64x2.gt(m7, l))
  return <u32>i8x16.bitmask(i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(p0, p1), i16x8.narrow_i32x4_s(p2, p3)))
}

/** 32 scores against one level: bit i says score[i] > level. */
// @ts-ignore: decorator
@inline
function above(at: usize, bt: usize, difference: bool, level: f64): u32 {
  const l = f64x2.splat(level)
  if (!difference) return above16(at, bt, false, l) | (above16(at + 128, bt, false, l) << 16)
  return above16(at, bt, true, l) | (above16(at + 128, bt + 128, true, l) << 16)
}

/**
 * Writes the bars in [begin, end) at which the state (-1, 0, 1; 0 before begin) changes, and the new states; returns how many.
 * Blocks whose bounds cannot change the state are skipped, super blocks first.
 */
export function changes(begin: i32, end: i32, bars: usize, intents: usize): i32 {
  count = 0
  outBars = bars
  outIntents = intents
  const head = ((begin + 31) & ~31) < end ? (begin + 31) & ~31 : end
  let state = scalarRange(begin, head, 0)
  let i = head
  if (enterLong == exitLong && enterShort == -Infinity) {
    i = oneLevel(i, end, state)
    state = lastState
  } else {
    while (i + BLOCK <= end) {
      const width = (i & 1023) == 0 && i + 1024 <= end && quietAt(i, state, true) ? 1024 : BLOCK
      if (width == BLOCK && !quietAt(i, state, false)) state = scalarRange(i, i + BLOCK, state)
      i += width
    }
  }
  scalarRange(i, end, state)
  return count
}

// @ts-ignore: decorator
@inline
function quietAt(i: i32, state: i32, wide: bool): bool {
  const z = (<usize>(wide ? i >> 10 : i >> 5)) << 3
  let low = load<f64>((wide ? aMin2 : aMin) + z)
  let high = load<f64>((wide ? aMax2 : aMax) + z)
  if (b != 0) {
    low -= load<f64>((wide ? bMax2 : bMax) + z)
    high -= load<f64>((wide ? bMin2 : bMin) + z)
  }
  return quiet(state, low, high)
}

let lastState: i32 = 0

/** Long or flat around one level: 0 <-> 1 where (score > level) flips. Returns the bar it reached; the state is left in lastState. */
function oneLevel(from: i32, end: i32, start: i32): i32 {
  const level = enterLong
  const difference = b != 0
  const aAt = a
  const bAt = b
  const lows = aMin
  const highs = aMax
  const minus = difference ? bMax : aMin
  const plus = difference ? bMin : aMax
  let out = outBars + ((<usize>count) << 2)
  let outState = outIntents + ((<usize>count) << 3)
  let state = <u32>start
  let i = from
  while (i + BLOCK <= end) {
    if ((i & 1023) == 0 && i + 1024 <= end && quietAt(i, state, true)) {
      i += 1024
      continue
    }
    const z = (<usize>(i >> 5)) << 3
    let low = load<f64>(lows + z)
    let high = load<f64>(highs + z)
    if (difference) {
      low -= load<f64>(minus + z)
      high -= load<f64>(plus + z)
    }
    if (state != 0 ? low > level : high <= level) {
      i += BLOCK
      continue
    }
    if (low == -Infinity || high == Infinity) {
      count = <i32>((out - outBars) >> 2)
      state = <u32>scalarRange(i, i + BLOCK, state)
      out = outBars + ((<usize>count) << 2)
      outState = outIntents + ((<usize>count) << 3)
      i += BLOCK
      continue
    }
    const at = (<usize>i) << 3
    const mask = above(aAt + at, bAt + at, difference, level)
    let flips: u32 = mask ^ ((mask << 1) | state)
    while (flips != 0) {
      state ^= 1
      store<i32>(out, i + <i32>ctz(flips))
      store<f64>(outState, <f64>state)
      out += 4
      outState += 8
      flips &= flips - 1
    }
    i += BLOCK
  }
  count = <i32>((out - outBars) >> 2)
  lastState = state
  return i
}
