const SEED = 0x9747b28c
const MULTIPLIER = 0x5bd1e995

/** The partition of a key, the same that Kafka's own clients choose: 32-bit MurmurHash2 over its bytes. */
export function partitionOf(key: Uint8Array, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions
}

/** MurmurHash2 (Austin Appleby, public domain) with the seed of Apache Kafka. */
function murmur2(bytes: Uint8Array): number {
  let hash = SEED ^ bytes.length
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const whole = bytes.length & ~3
  for (let at = 0; at < whole; at += 4) {
    let word = Math.imul(view.getInt32(at, true), MULTIPLIER)
    word ^= word >>> 24
    hash = Math.imul(hash, MULTIPLIER) ^ Math.imul(word, MULTIPLIER)
  }
  const rest = bytes.length - whole
  if (rest > 0) {
    for (let index = rest - 1; index >= 0; index--) hash ^= (bytes[whole + index] ?? 0) << (8 * index)
    hash = Math.imul(hash, MULTIPLIER)
  }
  hash = Math.imul(hash ^ (hash >>> 13), MULTIPLIER)
  return hash ^ (hash >>> 15)
}
