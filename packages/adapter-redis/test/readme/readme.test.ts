import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it, vi } from 'vitest'
import { COMMON_OPTIONS } from '../../src/client/common-options'
import { privateRedis } from '../support/private-redis'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const readme = readFileSync(here('../../README.md'), 'utf8')

it('has an example that runs', async () => {
  expect(readme.split('```ts\n')[1]?.split('```')[0]).toBe(readFileSync(here('example.ts'), 'utf8'))
  const { host, port } = await privateRedis()
  vi.stubEnv('REDIS_URL', `redis://${host}:${port}`)
  const print = vi.spyOn(console, 'log').mockReturnValue(undefined)
  try {
    await import('./example')
    expect(print.mock.calls).toEqual([['bob: hello (timeline)']])
  } finally {
    print.mockRestore()
    vi.unstubAllEnvs()
  }
})

it('lists every option', () => {
  const named = [...COMMON_OPTIONS, 'encoding', 'cells', 'epoch', 'partitions', 'retainMessages', 'retainMs']
  for (const name of [...named, 'retainDeadLetters', 'pollIntervalMs']) expect(readme).toContain(`\`${name}\``)
})
