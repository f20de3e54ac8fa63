import { expect, test } from 'vitest'
import { MemoryUserDirectory } from '../src'

const tenant = 'default'
const body = new Uint8Array([1, 2, 3])

test('bytes are copied in and out', async () => {
  const users = new MemoryUserDirectory()
  const given = body.slice()
  users.put({ tenant, profile: { id: 'ann', version: 1, body: given } })
  given.fill(9)
  const first = await users.profiles({ tenant, userIds: ['ann'] })
  first.get('ann')?.body.fill(8)
  expect((await users.profiles({ tenant, userIds: ['ann'] })).get('ann')?.body).toEqual(body)
})

test('who was removed does not exist', async () => {
  const users = new MemoryUserDirectory()
  users.put({ tenant, profile: { id: 'ann', version: 1, body } })
  users.remove({ tenant, userId: 'ann' })
  users.remove({ tenant: 'other', userId: 'ann' })
  expect((await users.existing({ tenant, userIds: ['ann'] })).size).toBe(0)
  expect((await users.profiles({ tenant, userIds: ['ann'] })).size).toBe(0)
})

test.each([-1, 0.5, Number.NaN, 2 ** 53, '1'])('a version of %s is refused', async (version) => {
  const users = new MemoryUserDirectory()
  const profile = { id: 'ann', version: version as number, body }
  expect(() => users.put({ tenant, profile })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
  expect((await users.existing({ tenant, userIds: ['ann'] })).size).toBe(0)
})
