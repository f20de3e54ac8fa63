import { describeAdapter, type Harness } from '@feed-engine/conformance'
import type { EventBus } from '@feed-engine/core'
import * as framework from 'vitest'
import { openBus, uniquePrefix } from './support/bus'

const prefix = uniquePrefix()

async function open(): Promise<Harness<EventBus>> {
  const adapter = openBus({ prefix })
  return { adapter, reopen: open, close: () => adapter.close() }
}

describeAdapter({ name: 'kafka', framework, eventBus: open })
