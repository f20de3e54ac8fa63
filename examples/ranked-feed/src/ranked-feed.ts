import { createMemoryStores } from '@feed-engine/adapter-memory'
import { createFeedEngine } from '@feed-engine/core'

interface Note {
  readonly text: string
}

const engine = createFeedEngine<Note>({ stores: createMemoryStores })
const viewerId = 'ada'

for (const followeeId of ['grace', 'linus', 'niklaus']) await engine.follow({ followerId: viewerId, followeeId })
const note = (authorId: string, text: string, topic: string) =>
  engine.publish({ authorId, body: { text }, topics: [topic] })

const first = await note('grace', 'A compiler for everybody', 'compilers')
await note('grace', 'What a nanosecond looks like', 'teaching')
await note('linus', 'A new release is out', 'kernels')
await note('niklaus', 'A plea for lean software', 'compilers')

// What ada does is learned from in the background: she likes a post about compilers, and the author with it.
await engine.recordInteractions({
  viewerId,
  interactions: [
    { kind: 'view', postId: first.id },
    { kind: 'like', postId: first.id },
  ],
})
await engine.drain()

const print = async (title: string): Promise<void> => {
  console.log(title)
  const { items } = await engine.homeTimeline({ viewerId, ranking: 'ranked' })
  for (const { post, why } of items) {
    console.log(`  ${post.authorId}: ${post.body?.text} (${why.ranking?.mainReason})`)
  }
}

await print('What matters to ada:')

await engine.recordInteractions({ viewerId, interactions: [{ kind: 'hide', authorId: 'linus' }] })
await engine.drain()
await print('Fewer posts of linus:')

await engine.close()
