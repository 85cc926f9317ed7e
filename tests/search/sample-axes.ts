/** Axes for tests, without a config behind them. */
import type { Axis } from '../../src/domain/axis.ts'

export function numbers(name: string, values: readonly number[], plane: Axis['plane'] = 'signal'): Axis {
  return {
    name,
    at: `strategy.${name}`,
    plane,
    kind: 'number',
    values: values.map((value) => ({ cell: value, value })),
  }
}

export function texts(name: string, values: readonly string[], plane: Axis['plane'] = 'signal'): Axis {
  return { name, at: `strategy.${name}`, plane, kind: 'text', values: values.map((value) => ({ cell: value, value })) }
}

export const range = (length: number): number[] => Array.from({ length }, (_, i) => i)
