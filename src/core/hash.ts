/** SHA-256 (FIPS 180-4, by @noble/hashes) as lower-case hex. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { canonicalJson } from './canonical-json.ts'

export const sha256Hex = (bytes: Uint8Array | string): string =>
  bytesToHex(sha256(typeof bytes === 'string' ? utf8ToBytes(bytes) : bytes))

/** Hash of a value's canonical JSON; equal values give equal hashes whatever the order of their keys. */
export const contentHash = (value: unknown): string => sha256Hex(canonicalJson(value))

/**
 * Hashes `prefix ‖ suffix` for many suffixes at the cost of the suffix alone: the prefix is absorbed once.
 * Used for trialId = sha256(plan prefix hash ‖ params).
 */
export function prefixHasher(prefix: string): (suffix: string) => string {
  const absorbed = sha256.create().update(utf8ToBytes(prefix))
  return (suffix) => bytesToHex(absorbed.clone().update(utf8ToBytes(suffix)).digest())
}
