import { atScale } from './at-scale'
import { classic } from './classic'
import { embedded } from './embedded'
import { oneDatabase } from './one-database'
import type { Profile } from './profile'

/** From the smallest deployment to the largest. */
export const PROFILES: readonly Profile[] = [embedded, oneDatabase, classic, atScale]

export function profileNamed(name: string): Profile | undefined {
  return PROFILES.find((profile) => profile.name === name)
}
