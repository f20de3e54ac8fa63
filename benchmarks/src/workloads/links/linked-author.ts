import { type BusMessage, createFeedEngine, DEFAULT_TENANT, type FeedKey, TOPICS } from '@feed-engine/core'
import { followAll, openTimelines, publishPosts } from '../../live-feed/data'
import { named } from '../../live-feed/in-parallel'
import type { LiveFeed, Note } from '../../live-feed/live-feed'
import { HandBus } from '../fan-out/hand-bus'
import type { LinkSize } from './link-size'

const AUTHOR = 'author'

/** An author whose followers' timelines are open, on the stores of a profile, with a bus that hands over by hand. */
export class LinkedAuthor {
  readonly feed: LiveFeed
  readonly followerIds: readonly string[]
  readonly bus: RecordingBus

  private constructor(feed: LiveFeed, followerIds: readonly string[], bus: RecordingBus) {
    this.feed = feed
    this.followerIds = followerIds
    this.bus = bus
  }

  /** Follows, opens timelines, publishes; the events of the posts lie in the bus, and nothing is pushed yet. */
  static async prepare(feed: LiveFeed, { followers, posts }: LinkSize): Promise<LinkedAuthor> {
    const followerIds = named('follower', followers)
    await followAll(feed, followerIds, [AUTHOR])
    await openTimelines(feed, followerIds)
    const bus = new RecordingBus()
    const engine = createFeedEngine<Note>({
      stores: { ...feed.deployment.stores, bus },
      cursor: { keys: [{ id: 'k1', secret: feed.cursorSecret }] },
      workers: 'none',
    })
    await engine.startWorkers()
    const author = new LinkedAuthor({ ...feed, engine }, followerIds, bus)
    await publishPosts(author.feed, [AUTHOR], posts)
    await engine.drain()
    return author
  }

  get homeFeeds(): readonly FeedKey[] {
    return this.followerIds.map((ownerId) => ({ tenant: DEFAULT_TENANT, kind: 'home', ownerId }))
  }

  /** Stops the workers; the stores stay. */
  close(): Promise<void> {
    return this.feed.engine.close()
  }
}

/** Keeps what is published, for whoever hands it over. */
class RecordingBus extends HandBus {
  readonly posts: BusMessage[] = []

  override async publish(params: { readonly topic: string; readonly messages: readonly BusMessage[] }): Promise<void> {
    if (params.topic === TOPICS.posts) this.posts.push(...params.messages)
    else await super.publish(params)
  }
}
