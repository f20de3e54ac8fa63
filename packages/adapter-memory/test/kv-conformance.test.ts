import { describeAdapter } from '@feed-engine/conformance'
import * as framework from 'vitest'
import { MemoryKeyValueCache } from '../src'
import { VirtualTime } from './virtual-time'

describeAdapter({
  name: 'memory, keys and values',
  framework,
  keyValueCache: async () => {
    const time = new VirtualTime()
    const adapter = new MemoryKeyValueCache({ clock: time })
    return { adapter, advance: (ms) => time.advance(ms), now: () => time.now(), close: () => adapter.close() }
  },
})
