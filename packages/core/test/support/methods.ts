import type { CallOptions } from '../../src/index'
import type { TestEngine } from './world'

/** A method of the facade that takes a request. */
export interface Method {
  readonly name: string
  readonly call: (engine: TestEngine, request: unknown, options?: CallOptions) => Promise<unknown>
  /** A request that the method accepts, but for what it names, which need not exist. */
  readonly request: Readonly<Record<string, unknown>>
  /** The kind of each field that has to be there or, if given, has to be right. */
  readonly userIds: readonly string[]
  readonly postIds: readonly string[]
  readonly choices: readonly string[]
}

type MethodName = {
  [Name in keyof TestEngine]: TestEngine[Name] extends (request: never, options?: CallOptions) => Promise<unknown>
    ? Name
    : never
}[keyof TestEngine]

const SOME_ID = '4294967296000001'

function method(
  name: MethodName,
  request: Method['request'],
  fields: Partial<Pick<Method, 'userIds' | 'postIds' | 'choices'>>,
): Method {
  return {
    name,
    request,
    call: (engine, input, options) => {
      const target = engine[name] as (request: unknown, options?: CallOptions) => Promise<unknown>
      return Reflect.apply(target, engine, [input, options]) as Promise<unknown>
    },
    userIds: [],
    postIds: [],
    choices: [],
    ...fields,
  }
}

const FOLLOW = { followerId: 'alice', followeeId: 'bob' }
const PAIR = { userId: 'alice', targetId: 'bob' }

export const RELATION_METHODS: readonly Method[] = [
  method('follow', FOLLOW, { userIds: ['followerId', 'followeeId'] }),
  method('unfollow', FOLLOW, { userIds: ['followerId', 'followeeId'] }),
  method('approveFollow', FOLLOW, { userIds: ['followerId', 'followeeId'] }),
  method('mute', PAIR, { userIds: ['userId', 'targetId'] }),
  method('unmute', PAIR, { userIds: ['userId', 'targetId'] }),
  method('block', PAIR, { userIds: ['userId', 'targetId'] }),
  method('unblock', PAIR, { userIds: ['userId', 'targetId'] }),
  method(
    'setAccountVisibility',
    { userId: 'alice', visibility: 'private' },
    { userIds: ['userId'], choices: ['visibility'] },
  ),
]

export const POST_METHODS: readonly Method[] = [
  method('deletePost', { postId: SOME_ID, authorId: 'alice' }, { userIds: ['authorId'], postIds: ['postId'] }),
  method(
    'setPostVisibility',
    { postId: SOME_ID, authorId: 'alice', visibility: 'private' },
    { userIds: ['authorId'], postIds: ['postId'], choices: ['visibility'] },
  ),
  method(
    'editPost',
    { postId: SOME_ID, authorId: 'alice', body: { text: 'better' } },
    { userIds: ['authorId'], postIds: ['postId'] },
  ),
  method('withholdPost', { postId: SOME_ID }, { postIds: ['postId'] }),
  method('releasePost', { postId: SOME_ID }, { postIds: ['postId'] }),
  method('postHistory', { postId: SOME_ID, viewerId: 'alice' }, { userIds: ['viewerId'], postIds: ['postId'] }),
  method('getPost', { postId: SOME_ID, viewerId: 'alice' }, { userIds: ['viewerId'], postIds: ['postId'] }),
]

export const TIMELINE_METHODS: readonly Method[] = [
  method('homeTimeline', { viewerId: 'alice' }, { userIds: ['viewerId'], choices: ['read'] }),
  method('userTimeline', { viewerId: 'alice', authorId: 'bob' }, { userIds: ['viewerId', 'authorId'] }),
  method('rebuildTimeline', { viewerId: 'alice' }, { userIds: ['viewerId'] }),
]

export const DISCOVERY_METHODS: readonly Method[] = [
  method('trending', { viewerId: 'alice' }, { userIds: ['viewerId'] }),
  method('popularAuthors', { viewerId: 'alice' }, { userIds: ['viewerId'] }),
  method('suggestedFollows', { viewerId: 'alice' }, { userIds: ['viewerId'] }),
]

export const SEEN_AND_NEW_METHODS: readonly Method[] = [
  method('newPosts', { viewerId: 'alice', since: 'somewhere' }, { userIds: ['viewerId'] }),
  method('markSeen', { viewerId: 'alice', postIds: [SOME_ID] }, { userIds: ['viewerId'] }),
]

export const PUBLISH: Method = method(
  'publish',
  { authorId: 'alice', body: { text: 'hello' } },
  {
    userIds: ['authorId', 'idempotencyKey'],
    postIds: ['id', 'inReplyTo', 'repostOf', 'quoteOf'],
    choices: ['visibility'],
  },
)

export const PROFILE_CHANGED: Method = method(
  'profileChanged',
  { userId: 'alice', version: 2 },
  { userIds: ['userId'] },
)

export const RECORD_INTERACTIONS: Method = method(
  'recordInteractions',
  { viewerId: 'alice', interactions: [{ kind: 'follow', authorId: 'bob' }] },
  { userIds: ['viewerId'] },
)

export const REPLAY: Method = method('replay', { fromMs: 0 }, {})

export const METHODS: readonly Method[] = [
  ...RELATION_METHODS,
  PUBLISH,
  ...POST_METHODS,
  PROFILE_CHANGED,
  RECORD_INTERACTIONS,
  ...TIMELINE_METHODS,
  ...DISCOVERY_METHODS,
  ...SEEN_AND_NEW_METHODS,
  REPLAY,
]
