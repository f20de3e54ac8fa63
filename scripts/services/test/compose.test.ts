import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { composePorts } from '../docker'
import { rootFolder } from '../paths'
import { firstPortFrom, portsFrom } from '../ports'

test('compose.yaml has the default ports of the servers', async () => {
  const text = await readFile(join(rootFolder, 'compose.yaml'), 'utf8')
  const defaults = [...text.matchAll(/\$\{(\w+):-(\d+)\}/g)].map(([, name, port]) => [name, Number(port)])
  expect(Object.fromEntries(defaults)).toEqual(composePorts(portsFrom(firstPortFrom())))
})

test('no two servers have the same port', () => {
  const all = Object.values(portsFrom(firstPortFrom())).flat()
  expect(new Set(all).size).toBe(all.length)
})

test.each(['', 'abc', '80', '65500', '2e9'])('%j is refused as the first port', (given) => {
  expect(() => firstPortFrom(given)).toThrow('FEED_ENGINE_PORT_BASE')
})
