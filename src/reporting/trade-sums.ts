/** Counts and sums over closed trades. A win has net PnL > 0, a loss < 0; a break-even counts only as a trade and ends a streak. */
import type { TradeList } from '../domain/outcome.ts'

export class TradeSums {
  count = 0
  wins = 0
  losses = 0
  /** Σ net PnL of the wins (≥ 0) and of the losses (≤ 0), currency. */
  gains = 0
  lost = 0
  /** Σ net PnL, compensated; its sd over n − 1 (NaN below two trades). */
  netPnl = 0
  sd = Number.NaN
  /** n ≥ 2 and sd > 1e-12 · max|net PnL|. */
  hasVariance = false
  /** Σ net PnL / entry notional, compensated. */
  returns = 0
  fees = 0
  slippage = 0
  /** Σ (exit − entry), ms. */
  holding = 0
  /** Length of the union of all [entry, exit], ms. */
  timeInTrades = 0
  maxWins = 0
  maxLosses = 0

  update(trades: TradeList): void {
    this.#countResults(trades.netPnl, trades.count)
    this.#sumForward(trades)
    this.#sumBackward(trades)
  }

  #countResults(netPnl: Float64Array, count: number): void {
    let wins = 0
    let losses = 0
    let winStreak = 0
    let lossStreak = 0
    let maxWins = 0
    let maxLosses = 0
    for (let i = 0; i < count; i++) {
      // The sign of a result is a coin toss: a branch on it costs 4 ns, so the comparisons become masks.
      const win = Number(netPnl[i]! > 0)
      const loss = Number(netPnl[i]! < 0)
      wins += win
      losses += loss
      winStreak = (winStreak + 1) & -win
      lossStreak = (lossStreak + 1) & -loss
      if (winStreak > maxWins) maxWins = winStreak
      if (lossStreak > maxLosses) maxLosses = lossStreak
    }
    this.count = count
    this.wins = wins
    this.losses = losses
    this.maxWins = maxWins
    this.maxLosses = maxLosses
  }

  #sumForward(trades: TradeList): void {
    const { count, netPnl, entryNotional, fees, slippage } = trades
    let net = 0
    let netErrors = 0
    let returns = 0
    let returnErrors = 0
    let sizes = 0
    let signed = 0
    let feeSum = 0
    let slippageSum = 0
    for (let i = 0; i < count; i++) {
      const result = netPnl[i]!
      const next = net + result
      const added = next - net
      netErrors += net - (next - added) + (result - added)
      net = next
      const share = result / entryNotional[i]!
      const nextReturn = returns + share
      const addedReturn = nextReturn - returns
      returnErrors += returns - (nextReturn - addedReturn) + (share - addedReturn)
      returns = nextReturn
      // max(r, 0) and min(r, 0), doubled, without a branch on a random sign.
      const size = Math.abs(result)
      sizes += size + result
      signed += result - size
      feeSum += fees[i]!
      slippageSum += slippage[i]!
    }
    this.netPnl = net + netErrors
    this.returns = returns + returnErrors
    this.gains = 0.5 * sizes
    this.lost = 0.5 * signed
    this.fees = feeSum
    this.slippage = slippageSum
  }

  /**
   * The spread of results, and the time in trades: these stand in the order of their exits, so from the last one backwards
   * the union so far covers everything between its earliest entry and the exit at hand.
   */
  #sumBackward(trades: TradeList): void {
    const { count, netPnl, entryTime, exitTime } = trades
    const mean = this.netPnl / count
    let squares = 0
    let largest = 0
    let holding = 0
    let union = 0
    let earliest = Number.POSITIVE_INFINITY
    for (let i = count - 1; i >= 0; i--) {
      const result = netPnl[i]!
      const deviation = result - mean
      squares += deviation * deviation
      largest = Math.max(largest, Math.abs(result))
      const entry = entryTime[i]!
      const exit = exitTime[i]!
      holding += exit - entry
      const end = exit < earliest ? exit : earliest
      if (entry < end) {
        union += end - entry
        earliest = entry
      }
    }
    this.sd = count > 1 ? Math.sqrt(squares / (count - 1)) : Number.NaN
    this.hasVariance = this.sd > 1e-12 * largest && this.sd < Number.POSITIVE_INFINITY
    this.holding = holding
    this.timeInTrades = union
  }
}
