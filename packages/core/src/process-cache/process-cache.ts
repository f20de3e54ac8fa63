import { PostMemory } from './post-memory'
import { PullAuthors } from './pull-authors'

/** What one process remembers between reads. Nothing in it decides what may be seen. */
export interface ProcessCache {
  readonly posts: PostMemory
  readonly pullAuthors: PullAuthors
}

export function createProcessCache(options: { readonly postBytes: number }): ProcessCache {
  return { posts: new PostMemory(options.postBytes), pullAuthors: new PullAuthors() }
}
