import { expect, it } from 'vitest'
import { VirtualTime } from '../src'
import { Traffic } from '../src/deployment/traffic'

it('traffic has settled when what was under way has arrived, well or not', async () => {
  const time = new VirtualTime({ startMs: 0 })
  const traffic = new Traffic()
  const seen: string[] = []
  const main = async (): Promise<void> => {
    void traffic.carry(time.sleep(10)).then(() => seen.push('well'))
    traffic.carry(time.sleep(20).then(() => Promise.reject(new Error('not well')))).catch(() => seen.push('not well'))
    await traffic.settled()
    seen.push(`settled at ${time.now()}`)
    await traffic.settled()
  }
  await time.run(main())
  expect(seen).toEqual(['well', 'not well', 'settled at 20'])
})
