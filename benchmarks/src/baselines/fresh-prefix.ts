import { randomBytes } from 'node:crypto'

/** A key prefix that nobody else has: servers are shared. */
export function freshPrefix(): string {
  return `bench-${randomBytes(6).toString('hex')}:`
}

/** The same for schemas too: letters, digits and `_`. */
export function freshNamespace(): string {
  return `bench_${randomBytes(6).toString('hex')}`
}
