/** `runBacktest`: one backtest from TypeScript, with everything that it leaves behind. Part of the public API (src/index.ts). */
export {}
