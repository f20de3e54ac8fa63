import type { FeedEngine } from '@feed-engine/core'
import type { Body, Population } from '../warm-read/population'

/** Every viewer views what is on the first two pages, and likes every third of it. */
export async function interact({ viewerIds }: Population, engine: FeedEngine<Body>): Promise<void> {
  await engine.startWorkers()
  for (const viewerId of viewerIds) {
    const { items } = await engine.homeTimeline({ viewerId, limit: 40 })
    const interactions = items.flatMap(({ post: { id: postId } }, index) => {
      const view = { kind: 'view', postId } as const
      return index % 3 === 0 ? [view, { ...view, kind: 'like' } as const] : [view]
    })
    await engine.recordInteractions({ viewerId, interactions })
  }
  await engine.drain()
  await engine.stopWorkers()
}
