import type { Position, UserId } from '../model'

/** Posts of one author, newest first. */
export interface AuthorPosts {
  readonly authorId: UserId
  readonly positions: readonly Position[]
}

export interface PulledEntry {
  readonly position: Position
  readonly authorId: UserId
}

/** How far an author's posts have been taken. */
interface Head {
  readonly posts: AuthorPosts
  next: number
  position: Position
}

/**
 * The newest `count` posts of many authors, newest first, by a heap of the authors' next posts: of thousands of posts
 * listed no more are looked at than are wanted (Knuth, TAOCP 3, 5.4.1).
 */
export function mergeNewest(authors: Iterable<AuthorPosts>, count: number): readonly PulledEntry[] {
  const heap: Head[] = []
  for (const posts of authors) {
    const [position] = posts.positions
    if (position !== undefined) heap.push({ posts, next: 1, position })
  }
  for (let index = (heap.length >> 1) - 1; index >= 0; index--) siftDown(heap, index)

  const newest: PulledEntry[] = []
  for (let [top] = heap; top !== undefined && newest.length < count; [top] = heap) {
    newest.push({ position: top.position, authorId: top.posts.authorId })
    const position = top.posts.positions[top.next++]
    if (position !== undefined) top.position = position
    else {
      const last = heap.pop()
      if (last !== undefined && heap.length > 0) heap[0] = last
    }
    siftDown(heap, 0)
  }
  return newest
}

function siftDown(heap: Head[], start: number): void {
  const sinking = heap[start]
  if (sinking === undefined) return
  let index = start
  for (;;) {
    const left = heap[2 * index + 1]
    if (left === undefined) break
    const right = heap[2 * index + 2]
    const isRight = right !== undefined && right.position > left.position
    const child = isRight ? right : left
    if (child.position <= sinking.position) break
    heap[index] = child
    index = 2 * index + (isRight ? 2 : 1)
  }
  heap[index] = sinking
}
