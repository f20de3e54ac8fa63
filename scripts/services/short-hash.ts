import { createHash } from 'node:crypto'

/** A part of a file name that stands for the content. */
export const shortHash = (content: Buffer | string): string => {
  const hash = createHash('sha256').update(content).digest('hex')
  return hash.slice(0, 12)
}
