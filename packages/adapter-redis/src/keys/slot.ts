/** Slots of a Redis Cluster. */
export const SLOTS = 16_384

const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8
  for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021
  return crc & 0xffff
})

/** The slot of a tag of ASCII characters: CRC-16/XMODEM, modulo 16,384. */
export function slotOfTag(tag: string): number {
  let crc = 0
  for (let index = 0; index < tag.length; index++) {
    crc = ((crc << 8) ^ (TABLE[((crc >>> 8) ^ tag.charCodeAt(index)) & 0xff] ?? 0)) & 0xffff
  }
  return crc % SLOTS
}

/** The slot of a key whose tag is of ASCII characters. */
export function slotOf(key: string): number {
  const start = key.indexOf('{')
  return slotOfTag(key.slice(start + 1, key.indexOf('}', start)))
}
