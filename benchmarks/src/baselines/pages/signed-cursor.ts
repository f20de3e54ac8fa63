import { createHash, createHmac } from 'node:crypto'
import type { Position, UserId } from '@feed-engine/core'

const SECRET = 'a secret of the benchmark'
const SCOPE_BYTES = 8

/** A cursor that nobody can forge, and that is good for one viewer: where to go on, and what was shown last. */
export function signedCursor(viewerId: UserId, shown: readonly Position[]): string {
  const scope = createHash('sha256').update(viewerId).digest().subarray(0, SCOPE_BYTES)
  const payload = Buffer.concat([scope, Buffer.from(shown.join(''), 'hex')])
  return Buffer.concat([payload, createHmac('sha256', SECRET).update(payload).digest()]).toString('base64url')
}
