import { createFeedEngine, type DeliveryPolicyOptions, type FeedEngine, type MetricsHook } from '@feed-engine/core'
import type { Deployment } from './profiles/profile'

/** The body of a post. */
export interface Note {
  readonly text: string
}

export interface FeedOptions {
  /** `none`: this process serves calls, and fan-out runs elsewhere. */
  readonly workers: 'inline' | 'none'
  /** Signs cursors: the same in every process that serves. */
  readonly cursorSecret: string
  readonly policy?: DeliveryPolicyOptions
  readonly metrics?: MetricsHook
}

/** The feed of the product. This is all of its code that creates an engine; it is the same on every profile. */
export function createFeed({ stores }: Deployment, options: FeedOptions): FeedEngine<Note> {
  const { cursorSecret, ...rest } = options
  return createFeedEngine<Note>({ stores, cursor: { keys: [{ id: 'k1', secret: cursorSecret }] }, ...rest })
}
