import type { Profile, ProfileRecord } from '../model'
import type { BodyCodec } from './body-codec'

/** Turns the bytes of a directory into what the application calls a profile: a fresh value on every call. */
export type ProfileCodec = Pick<BodyCodec<unknown>, 'decode'>

/** A profile as callers see it. Throws what the codec throws. */
export function toProfile(codec: ProfileCodec, { id, version, body }: ProfileRecord): Profile {
  return { id, version, body: body.length === 0 ? undefined : codec.decode(body) }
}
