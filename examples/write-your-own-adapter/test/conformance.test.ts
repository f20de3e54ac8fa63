import { describeAdapter, type Harness } from '@feed-engine/conformance'
import * as framework from 'vitest'
import { type FilePostStore, openFilePostStore, openFileTimelineCache } from '../src'
import { temporaryFolder } from './temporary-folder'

async function postsIn(folder: string): Promise<Harness<FilePostStore>> {
  const adapter = await openFilePostStore({ folder })
  return { adapter, reopen: () => postsIn(folder), close: () => adapter.close() }
}

describeAdapter({
  name: 'plain files',
  framework,
  postStore: async () => {
    const folder = await temporaryFolder()
    const harness = await postsIn(folder.path)
    return {
      ...harness,
      async close() {
        await harness.close()
        await folder[Symbol.asyncDispose]()
      },
    }
  },
  timelineCache: async () => {
    const folder = await temporaryFolder()
    const adapter = await openFileTimelineCache({ folder: folder.path })
    return {
      adapter,
      async close() {
        await adapter.close()
        await folder[Symbol.asyncDispose]()
      },
    }
  },
})
