/** Stops an archive that unpacks to absurdly more than it holds. */
import { DataError } from '../core/errors.ts'

/** Text of bars shrinks to a fifth or a tenth; flat zero-volume bars perhaps to a hundredth. */
const LARGEST_RATIO = 200
const ALWAYS_ALLOWED_BYTES = 16 * 2 ** 20

/** Passes pieces on while their sum stays in proportion to the packed size. Errors: E_ARCHIVE_BOMB. */
export function expansionGuard(path: string, packedBytes: number): (piece: Uint8Array) => Uint8Array {
  const limit = Math.max(ALWAYS_ALLOWED_BYTES, packedBytes * LARGEST_RATIO)
  let unpacked = 0
  return (piece) => {
    unpacked += piece.length
    if (unpacked <= limit) return piece
    const remedy = 'unpack it yourself if it is what it should be'
    throw new DataError('E_ARCHIVE_BOMB', `${path}: ${packedBytes} bytes unpack to more than ${limit}`, remedy)
  }
}
