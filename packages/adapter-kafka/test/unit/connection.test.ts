import { expect, it } from 'vitest'
import { Connection } from '../../src/client/connection'

function pool() {
  const log: string[] = []
  let made = 0
  const connection = new Connection(() => {
    const name = ++made
    return {
      name,
      connect: async () => void log.push(`connect ${name}`),
      disconnect: async () => void log.push(`disconnect ${name}`),
    }
  })
  return { log, connection }
}

it('is made when it is first used, and then used again', async () => {
  const { log, connection } = pool()
  expect(log).toEqual([])
  expect([await connection.use(async ({ name }) => name), await connection.use(async ({ name }) => name)]).toEqual([
    1, 1,
  ])
  await connection.close()
  expect(log).toEqual(['connect 1', 'disconnect 1'])
})

it('is made no more once it is closed', async () => {
  const { log, connection } = pool()
  await connection.close()
  await expect(connection.use(async () => 1)).rejects.toMatchObject({ code: 'CLOSED' })
  expect(log).toEqual([])
})

it('after a failed use the next one gets a new connection, and the old one ends when nobody uses it', async () => {
  const { log, connection } = pool()
  let finish: () => void = () => undefined
  const long = connection.use(
    () =>
      new Promise<void>((resolve) => {
        finish = resolve
      }),
  )
  await expect(connection.use(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await connection.use(async ({ name }) => name)).toBe(2)
  expect(log).toEqual(['connect 1', 'connect 2'])
  finish()
  await long
  await connection.close()
  expect(log.sort()).toEqual(['connect 1', 'connect 2', 'disconnect 1', 'disconnect 2'])
})
