import { SLOTS, slotOfTag } from './slot'

/**
 * Hash tags for cells whose slots are evenly spaced, so that masters, which serve ranges of slots, get equal shares.
 * The tag of a slot is the shortest base-36 number that falls into it: the same in every process and release.
 */
export function cellTags(cells: number): readonly string[] {
  const cellBySlot = new Map<number, number>()
  for (let cell = 0; cell < cells; cell++) cellBySlot.set(Math.floor((cell * SLOTS) / cells), cell)
  const tags: string[] = []
  for (let candidate = 0; cellBySlot.size > 0; candidate++) {
    const tag = candidate.toString(36)
    const slot = slotOfTag(tag)
    const cell = cellBySlot.get(slot)
    if (cell === undefined) continue
    tags[cell] = tag
    cellBySlot.delete(slot)
  }
  return tags
}
