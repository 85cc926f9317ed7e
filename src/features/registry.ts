/** The features that a config can name: one file and one line each, in alphabetical order. */
import type { FeatureDefinition } from './contract.ts'
import { atr } from './indicators/atr.ts'
import { bollinger } from './indicators/bollinger.ts'
import { closeVolatility } from './indicators/close-volatility.ts'
import { donchian } from './indicators/donchian.ts'
import { ema } from './indicators/ema.ts'
import { macd } from './indicators/macd.ts'
import { rma } from './indicators/rma.ts'
import { roc } from './indicators/roc.ts'
import { rollingRank } from './indicators/rolling-rank.ts'
import { rsi } from './indicators/rsi.ts'
import { sma } from './indicators/sma.ts'
import { zScore } from './indicators/z-score.ts'

export const features = {
  atr,
  bollinger,
  'close-volatility': closeVolatility,
  donchian,
  ema,
  macd,
  rma,
  roc,
  'rolling-rank': rollingRank,
  rsi,
  sma,
  'z-score': zScore,
} as const satisfies Record<string, FeatureDefinition>
