import { expect, it } from 'vitest'
import { parsePostEvent, UnreadableEvent } from '../src/post-event'

const EVENT = {
  v: 1,
  type: 'post.published',
  eventId: 'e1',
  key: 'bob',
  occurredAtMs: 1,
  tenant: 'default',
  origin: 'test',
  data: { postId: '1', authorId: 'bob', pushFrom: 0 },
}
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))

it('reads an event, also one with fields that it does not know', () => {
  expect(parsePostEvent(bytes(EVENT))).toEqual(EVENT)
  expect(parsePostEvent(bytes({ ...EVENT, mood: 'good' }))).toMatchObject(EVENT)
})

it('leaves events of other types to others', () => {
  expect(parsePostEvent(bytes({ ...EVENT, type: 'post.liked', data: {} }))).toBeNull()
})

it.each([
  ['no text', new Uint8Array([0xff])],
  ['no JSON', new TextEncoder().encode('{')],
  ['null', bytes(null)],
  ['a newer version', bytes({ ...EVENT, v: 2 })],
  ['no version', bytes({ ...EVENT, v: undefined })],
  ['no data', bytes({ ...EVENT, data: null })],
  ['no author', bytes({ ...EVENT, data: { postId: '1' } })],
  ['no event id', bytes({ ...EVENT, eventId: '' })],
])('refuses %s', (_, value) => {
  expect(() => parsePostEvent(value)).toThrow(UnreadableEvent)
})
