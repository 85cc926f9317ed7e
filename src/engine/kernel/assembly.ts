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

/** 32 scores against one level: bit i says score[i] > level. */
// @ts-ignore: decorator
@inline
function above(begin: i32, level: f64): u32 {
  const l = f64x2.splat(level)
  let mask: u32 = 0
  let at = a + ((<usize>begin) << 3)
  if (b == 0) {
    for (let k = 0; k < 32; k += 8) {
      mask |= (<u32>i64x2.bitmask(f64x2.gt(v128.load(at), l))) << k
      mask |= (<u32>i64x2.bitmask(f64x2.gt(v128.load(at, 16), l))) << (k + 2)
      mask |= (<u32>i64x2.bitmask(f64x2.gt(v128.load(at, 32), l))) << (k + 4)
      mask |= (<u32>i64x2.bitmask(f64x2.gt(v128.load(at, 48), l))) << (k + 6)
      at += 64
    }
  } else {
    let bt = b + ((<usize>begin) << 3)
    for (let k = 0; k < 32; k += 8) {
      mask |= (<u32>i64x2.bitmask(f64x2.gt(f64x2.sub(v128.load(at), v128.load(bt)), l))) << k
      mask |= (<u32>i64x2.bitmask(f64x2.gt(f64x2.sub(v128.load(at, 16), v128.load(bt, 16)), l))) << (k + 2)
      mask |= (<u32>i64x2.bitmask(f64x2.gt(f64x2.sub(v128.load(at, 32), v128.load(bt, 32)), l))) << (k + 4)
      mask |= (<u32>i64x2.bitmask(f64x2.gt(f64x2.sub(v128.load(at, 48), v128.load(bt, 48)), l))) << (k + 6)
      at += 64
      bt += 64
    }
  }
  return mask
}

/**
 * Writes the bars in [begin, end) at which the state (-1, 0, 1; 0 before begin) changes, and the new states; returns how many.
 * Blocks whose bounds cannot change the state are skipped, super blocks first.
 */
export function changes(begin: i32, end: i32, bars: usize, intents: usize): i32 {
  count = 0
  outBars = bars
  outIntents = intents
  let state = 0
  let i = begin
  const head = ((begin + 31) & ~31) < end ? (begin + 31) & ~31 : end
  state = scalarRange(i, head, state)
  i = head
  const oneLevel = enterLong == exitLong && enterShort == -Infinity
  while (i + BLOCK <= end) {
    const block = i >> 5
    if ((block & 31) == 0 && i + 1024 <= end) {
      const z = (<usize>(block >> 5)) << 3
      let low = load<f64>(aMin2 + z)
      let high = load<f64>(aMax2 + z)
      if (b != 0) {
        low -= load<f64>(bMax2 + z)
        high -= load<f64>(bMin2 + z)
      }
      if (quiet(state, low, high)) {
        i += 1024
        continue
      }
    }
    const z = (<usize>block) << 3
    let low = load<f64>(aMin + z)
    let high = load<f64>(aMax + z)
    if (b != 0) {
      low -= load<f64>(bMax + z)
      high -= load<f64>(bMin + z)
    }
    if (quiet(state, low, high)) {
      i += BLOCK
      continue
    }
    if (low == -Infinity || high == Infinity || !oneLevel) {
      state = scalarRange(i, i + BLOCK, state)
    } else {
      const mask = above(i, enterLong)
      let flips: u32 = mask ^ ((mask << 1) | <u32>state)
      while (flips != 0) {
        const k = ctz(flips)
        state ^= 1
        emit(i + <i32>k, state)
        flips &= flips - 1
      }
    }
    i += BLOCK
  }
  scalarRange(i, end, state)
  return count
}
