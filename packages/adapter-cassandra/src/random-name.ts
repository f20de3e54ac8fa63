import type { RandomSource } from '@feed-engine/core'

const PARTS = 3

/** 96 random bits as 24 hex digits. */
export function randomName(random: RandomSource): string {
  const part = (): string =>
    Math.floor(random.next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0')
  return Array.from({ length: PARTS }, part).join('')
}
