/**
 * Errors with a stable code, one line of cause and one of remedy. `FarmError` is the root; each layer's door has its own class.
 * Codes are part of the public contract (exit codes and tests name them): never rename one.
 */
export type ErrorArea = 'config' | 'data' | 'strategy' | 'execution' | 'store' | 'queue'

export class FarmError extends Error {
  readonly area: ErrorArea
  /** Stable, upper case: `E_…`. */
  readonly code: string
  /** What the reader can do about it, one line; empty when there is nothing to do. */
  readonly remedy: string

  constructor(area: ErrorArea, code: string, message: string, remedy = '', options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.area = area
    this.code = code
    this.remedy = remedy
  }
}

/** Bad config, option or parameter. Exit code 2. */
export class ConfigError extends FarmError {
  constructor(code: string, message: string, remedy = '', options?: ErrorOptions) {
    super('config', code, message, remedy, options)
  }
}

/** Bad or missing market data. Exit code 2. */
export class DataError extends FarmError {
  constructor(code: string, message: string, remedy = '', options?: ErrorOptions) {
    super('data', code, message, remedy, options)
  }
}

/** A strategy or plug-in that cannot be found, loaded or trusted. Exit code 2. */
export class StrategyError extends FarmError {
  constructor(code: string, message: string, remedy = '', options?: ErrorOptions) {
    super('strategy', code, message, remedy, options)
  }
}

/** A backtest that cannot be executed (memory budget, engine limits). */
export class ExecutionError extends FarmError {
  constructor(code: string, message: string, remedy = '', options?: ErrorOptions) {
    super('execution', code, message, remedy, options)
  }
}

/** Files: results, shards, datasets on disk. E_NONDETERMINISTIC exits with 4. */
export class StoreError extends FarmError {
  constructor(code: string, message: string, remedy = '', options?: ErrorOptions) {
    super('store', code, message, remedy, options)
  }
}

/** The queue and its transport. */
export class QueueError extends FarmError {
  constructor(code: string, message: string, remedy = '', options?: ErrorOptions) {
    super('queue', code, message, remedy, options)
  }
}
