import { AUTHOR_KINDS, FeedError, INTERACTION_KINDS, MOST_CELLS, READER_CLASSES, UNDONE_KINDS } from '../model'
import type { Cell } from '../ports'
import { checkId, checkInteger } from '../validate/scalars'
import { EVENT_VERSION, type FeedEvent, type InteractionRecorded, MAX_EVENT_BYTES } from './feed-events'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })
const EVENT = { code: 'EVENT_INVALID' } as const
const NATURAL = { ...EVENT, min: 0, max: Number.MAX_SAFE_INTEGER } as const
const POSITIVE = { ...NATURAL, min: 1 } as const
const CLASSES = { ...EVENT, min: 0, max: READER_CLASSES } as const
const MOST_TOPICS = 32
const KINDS = [...INTERACTION_KINDS, ...UNDONE_KINDS]

/** Events as UTF-8 JSON. */
export function encodeEvent(event: FeedEvent): Uint8Array {
  return encoder.encode(JSON.stringify(event))
}

/**
 * Parses what a broker holds, which can be anything, into a fresh event with nothing but the known fields.
 * Answers `null` for a type, or a kind of interaction, that this release does not know: another release's business.
 * Throws `EVENT_INVALID` for what is not an event, or an event of a newer version.
 */
export function decodeEvent(value: Uint8Array): FeedEvent | null {
  const raw = parse(value)
  const version = checkInteger(raw['v'], 'v', POSITIVE)
  if (version > EVENT_VERSION) {
    throw new FeedError({
      ...EVENT,
      field: 'v',
      rule: `version ${version} is newer than ${EVENT_VERSION}, the newest one known`,
    })
  }
  const data = asRecord(raw['data'], 'data')
  const envelope = {
    v: version,
    eventId: checkEventId(raw['eventId'], 'eventId'),
    key: checkEventId(raw['key'], 'key'),
    occurredAtMs: checkNatural(raw['occurredAtMs'], 'occurredAtMs'),
    tenant: checkEventId(raw['tenant'], 'tenant'),
    origin: checkEventId(raw['origin'], 'origin'),
  }
  const type = raw['type']
  switch (type) {
    case 'post.published':
      return {
        ...envelope,
        type,
        data: {
          ...postOf(data),
          pushFrom: pushFromOf(data),
          ...(data['lane'] === 'bulk' ? { lane: data['lane'] } : {}),
        },
      }
    case 'post.updated':
      return { ...envelope, type, data: { ...postOf(data), version: checkNatural(data['version'], 'data.version') } }
    case 'post.deleted':
      return { ...envelope, type, data: postOf(data) }
    case 'profile.changed': {
      const userId = checkEventId(data['userId'], 'data.userId')
      return { ...envelope, type, data: { userId, version: checkNatural(data['version'], 'data.version') } }
    }
    case 'interaction': {
      const interaction = readInteraction(data)
      return interaction === null ? null : { ...envelope, type, data: interaction }
    }
    case 'fan-out.chunk':
      return {
        ...envelope,
        type,
        data: {
          ...postOf(data),
          pushFrom: pushFromOf(data),
          publishedAtMs: checkNatural(data['publishedAtMs'], 'data.publishedAtMs'),
          ...(data['after'] === undefined ? {} : { after: checkEventId(data['after'], 'data.after') }),
          ...(data['through'] === undefined ? {} : { through: checkEventId(data['through'], 'data.through') }),
          ...(data['cell'] === undefined ? {} : { cell: checkCell(data['cell']) }),
        },
      }
    default:
      if (typeof type === 'string') return null
      throw new FeedError({ ...EVENT, field: 'type', rule: 'has to be a string' })
  }
}

function postOf(data: Record<string, unknown>): { readonly postId: string; readonly authorId: string } {
  return {
    postId: checkEventId(data['postId'], 'data.postId'),
    authorId: checkEventId(data['authorId'], 'data.authorId'),
  }
}

function pushFromOf(data: Record<string, unknown>): number {
  return checkInteger(data['pushFrom'], 'data.pushFrom', CLASSES)
}

function readInteraction(data: Record<string, unknown>): InteractionRecorded['data'] | null {
  if (typeof data['kind'] !== 'string')
    throw new FeedError({ ...EVENT, field: 'data.kind', rule: 'has to be a string' })
  const kind = KINDS.find((candidate) => candidate === data['kind'])
  if (kind === undefined) return null
  return {
    kind,
    viewerId: checkEventId(data['viewerId'], 'data.viewerId'),
    authorId: checkEventId(data['authorId'], 'data.authorId'),
    member: checkEventId(data['member'], 'data.member'),
    ...(AUTHOR_KINDS.has(kind) ? textOf(data, 'postId') : { postId: checkEventId(data['postId'], 'data.postId') }),
    ...(data['topics'] === undefined ? {} : { topics: checkTopics(data['topics']) }),
    ...textOf(data, 'contentType'),
    ...textOf(data, 'homeRegion'),
    atMs: checkNatural(data['atMs'], 'data.atMs'),
  }
}

function textOf<Name extends string>(data: Record<string, unknown>, name: Name): { readonly [Key in Name]?: string } {
  if (data[name] === undefined) return {}
  return { [name]: checkEventId(data[name], `data.${name}`) } as { [Key in Name]: string }
}

function checkTopics(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.length <= MOST_TOPICS) {
    return value.map((topic, index) => checkEventId(topic, `data.topics[${index}]`))
  }
  throw new FeedError({ ...EVENT, field: 'data.topics', rule: `has to be an array of at most ${MOST_TOPICS}` })
}

function parse(value: Uint8Array): Record<string, unknown> {
  if (value.length > MAX_EVENT_BYTES) {
    throw new FeedError({ ...EVENT, rule: `an event has at most ${MAX_EVENT_BYTES} bytes, this has ${value.length}` })
  }
  let parsed: unknown
  try {
    parsed = JSON.parse(decoder.decode(value))
  } catch {
    throw new FeedError({ ...EVENT, rule: `${value.length} bytes that are not UTF-8 JSON` })
  }
  return asRecord(parsed, 'event')
}

function asRecord(value: unknown, field: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new FeedError({ ...EVENT, field, rule: 'has to be an object' })
}

function checkNatural(value: unknown, field: string): number {
  return checkInteger(value, field, NATURAL)
}

function checkCell(value: unknown): Cell {
  const cell = asRecord(value, 'data.cell')
  const count = checkInteger(cell['count'], 'data.cell.count', { ...EVENT, min: 1, max: MOST_CELLS })
  return { index: checkInteger(cell['index'], 'data.cell.index', { ...EVENT, min: 0, max: count - 1 }), count }
}

function checkEventId(value: unknown, field: string): string {
  try {
    return checkId(value, field)
  } catch (cause) {
    throw new FeedError({ ...EVENT, field, rule: 'is not a valid id', cause })
  }
}
