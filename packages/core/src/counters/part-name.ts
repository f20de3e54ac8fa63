import type { CounterPart } from '../model'

/** A name that no other part has. */
export function partName({ tenant, postId, part }: CounterPart): string {
  return `${part} ${tenant.length} ${tenant}${postId}`
}
