import { randomBytes } from 'node:crypto'

/** A key prefix that nobody else has: servers are shared, and never cleaned. */
export function uniquePrefix(): string {
  return `test-${randomBytes(6).toString('hex')}:`
}
