import { atScale } from './at-scale'
import { atScaleCounted } from './at-scale-counted'
import { classic } from './classic'
import { classicCounted } from './classic-counted'
import { embedded } from './embedded'
import { oneDatabase } from './one-database'
import type { Profile } from './profile'

/** From the smallest deployment to the largest. */
export const PROFILES: readonly Profile[] = [embedded, oneDatabase, classic, atScale]

/** Those with Redis once more, with what ranks and counts. */
export const COUNTED_PROFILES: readonly Profile[] = [classicCounted, atScaleCounted]

export function profileNamed(name: string): Profile | undefined {
  return [...PROFILES, ...COUNTED_PROFILES].find((profile) => profile.name === name)
}
