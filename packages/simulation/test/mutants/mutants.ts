import { type Mutant, mutant } from './mutant'

/** What decides which posts a viewer may see. */
const ADMISSION: readonly Mutant[] = [
  mutant(
    'deleted posts are admitted',
    'read/admission.ts',
    "if (post.state !== 'visible') return post.state",
    "if (post.state === 'withheld') return post.state",
    'A deleted post comes back with the next page.',
  ),
  mutant(
    'withheld posts are admitted',
    'read/admission.ts',
    "if (post.state !== 'visible') return post.state",
    "if (post.state === 'deleted') return post.state",
    'Moderation has no effect.',
  ),
  mutant(
    'expiry is ignored',
    'read/admission.ts',
    'post.expiresAtMs <= rules.nowMs',
    'post.expiresAtMs < 0',
    'Stories stay for ever.',
  ),
  mutant(
    'blocks hold one way only',
    'read/admission.ts',
    'if (relation.blocking || relation.blockedBy)',
    'if (relation.blocking)',
    'Whoever was blocked goes on reading.',
  ),
  mutant(
    'one is not spared those whom one blocks',
    'read/admission.ts',
    'if (relation.blocking || relation.blockedBy)',
    'if (relation.blockedBy)',
    'Reposts bring back whom the viewer blocked.',
  ),
  mutant(
    'mutes do not hold for originals',
    'read/admission.ts',
    'admitAlone(original, rules, evidence) !== null',
    'admitAlone(original, { ...rules, home: false }, evidence) !== null',
    'Reposts bring back whom the viewer muted.',
  ),
  mutant(
    'mutes hide profiles too',
    'read/admission.ts',
    'if (rules.home && relation.muting)',
    'if (relation.muting)',
    'A profile that was asked for is empty.',
  ),
  mutant(
    'private posts are shown to followers',
    'read/admission.ts',
    "if (post.visibility === 'private') return 'visibility'",
    '',
    'A diary is published.',
  ),
  mutant(
    'authors do not see their private posts',
    'read/admission.ts',
    'if (post.authorId === rules.viewerId) return null',
    "if (post.authorId === rules.viewerId) return post.visibility === 'private' ? 'visibility' : null",
    'A draft is lost to its author.',
  ),
  mutant(
    'private accounts are open',
    'read/admission.ts',
    "post.visibility === 'followers' || relation.account === 'private'",
    "post.visibility === 'followers'",
    'Reposts and profiles show what is for followers only.',
  ),
  mutant(
    'a pending follow opens a private account',
    'read/admission.ts',
    "followersOnly && relation.follow !== 'accepted'",
    "followersOnly && relation.follow === 'none'",
    'Approval means nothing.',
  ),
  mutant(
    'entries of those no longer followed are shown',
    'read/admission.ts',
    "if (evidence.relation(post.authorId)?.follow !== 'accepted') return 'not-followed'",
    '',
    'An unfollow takes effect when the timeline is rebuilt, days later.',
  ),
  mutant(
    'replies to strangers are shown',
    'read/admission.ts',
    "return evidence.relation(parentAuthor)?.follow === 'accepted'",
    'return true',
    "The option `replies: 'both-followed'` does nothing.",
  ),
  mutant(
    'posts are remembered from read to read',
    'read/read-session.ts',
    'readonly #posts = new Map<PostId, PostRecord | undefined>()',
    'static readonly remembered = new Map<PostId, PostRecord | undefined>()\n  readonly #posts = ReadSession.remembered',
    'Deletes hold only where they were made.',
  ),
]

/** What a page is put together from. */
const PAGES: readonly Mutant[] = [
  mutant(
    'the repost window is not carried in the cursor',
    'read/assemble-page.ts',
    'new RepostWindow(params.cursor?.shown ?? [])',
    'new RepostWindow([])',
    'Reposts repeat at the top of each page.',
  ),
  mutant(
    'only reposts count as shown',
    'read/assemble-page.ts',
    'window.add(originalPosition(context, post))',
    'if (post.repostOf !== undefined) window.add(originalPosition(context, post))',
    'A post is followed by its own reposts.',
  ),
  mutant(
    'a cursor is given for a hidden rest',
    'read/assemble-page.ts',
    'for (const candidate of candidates) {',
    'for (const candidate of candidates) {\n      if (items.length === limit && last !== undefined) {\n        return { items, next: { before: last, shown: window.toArray() }, gaveUp: false, garbage }\n      }',
    'The last page is empty.',
  ),
  mutant(
    'a page ends with its first stretch',
    'read/assemble-page.ts',
    'if (end) return { items, gaveUp: false, garbage }',
    'if (end || items.length > 0) return { items, gaveUp: false, garbage }',
    'A feed ends where filters were busy.',
  ),
  mutant(
    'the watermark is ignored',
    'read/timeline-source.ts',
    'const bottom = lowest ?? successorOf(view.watermark)',
    'const bottom = lowest ?? firstPosition(this.#context)',
    'A feed ends where its timeline was trimmed.',
  ),
  mutant(
    'the post at the watermark counts as there',
    'read/timeline-source.ts',
    'const bottom = lowest ?? successorOf(view.watermark)',
    'const floor = firstPosition(this.#context)\n    const bottom = lowest ?? (view.watermark > floor ? view.watermark : floor)',
    'One post is lost at each trim.',
  ),
  mutant(
    'coverage is not checked',
    'read/timeline-source.ts',
    'followedAfterVersion: view.coverage.graphVersion,',
    'followedAfterVersion: Number.MAX_SAFE_INTEGER,',
    'A new follow shows nothing old.',
  ),
  mutant(
    'the last pulled post is left out',
    'read/timeline-source.ts',
    'const above = successorOf(pulledUpTo)',
    'const above = pulledUpTo',
    'The newest post of every celebrity is missing.',
  ),
  mutant(
    'pull authors are looked for above the page only',
    'read/timeline-source.ts',
    'pulledAbove: lowest ?? view.watermark,',
    'pulledAbove: entries[0]?.position ?? view.watermark,',
    'Posts of celebrities are missing below newer ones of others.',
  ),
  mutant(
    'sources are merged below the floor of one of them',
    'read/timeline-source.ts',
    'const completeFrom = pulled.completeFrom > bottom ? pulled.completeFrom : bottom',
    'const completeFrom = bottom',
    'A page goes deeper than what was pulled for it.',
  ),
  mutant(
    'authors with more posts do not raise the floor',
    'pull/pull-newest.ts',
    'const complete = merge(listed, completeFrom)',
    'const complete = merge(listed, first)',
    'Posts between the unequally deep lists of authors are lost.',
  ),
]

/** What keeps timelines complete for what they claim. */
const TIMELINES: readonly Mutant[] = [
  {
    name: 'a fill pulls before it opens',
    file: 'timeline/fill-timeline.ts',
    edits: [
      {
        find: `    if (coveredToken === undefined) {
      const status = await this.#timelines.open(viewerId, token, EVERY_READER, budget)
      if (status === 'covered') return
    }
`,
        replace: '',
      },
      {
        find: 'const { entries, completeFrom } = await pullNewest(context, { ranges, count: maxEntries + 1 }, budget)',
        replace: `const { entries, completeFrom } = await pullNewest(context, { ranges, count: maxEntries + 1 }, budget)
    if (coveredToken === undefined) {
      const status = await this.#timelines.open(viewerId, token, EVERY_READER, budget)
      if (status === 'covered') return
    }`,
      },
    ],
    why: 'A post that is pushed during the fill is neither pushed nor pulled.',
  },
  {
    name: 'a fill asks for its coverage when it has listed the followees',
    file: 'timeline/fill-timeline.ts',
    edits: [
      {
        find: `    const { graphVersion } = await context.graph.viewerRelations(
      { tenant: context.tenant, viewerId, authorIds: [], readerClass: EVERY_READER, newFolloweesLimit: 0 },
      budget.forPort(),
    )
    const authorIds = [viewerId, ...(await followeesOf(context, viewerId, budget))]
`,
        replace: `    const authorIds = [viewerId, ...(await followeesOf(context, viewerId, budget))]
    const { graphVersion } = await context.graph.viewerRelations(
      { tenant: context.tenant, viewerId, authorIds: [], readerClass: EVERY_READER, newFolloweesLimit: 0 },
      budget.forPort(),
    )
`,
      },
    ],
    why: 'A follow during the fill is covered without being there.',
  },
  mutant(
    'a fill claims all of what it has cut off',
    'timeline/fill-timeline.ts',
    'watermark: entries[maxEntries]?.position ?? complete,',
    'watermark: lowestPosition(context.ids.width),',
    'A feed ends at the size of its timeline.',
  ),
  mutant(
    'a backfill covers follows that came after it was asked for',
    'timeline/mend-timeline.ts',
    'coverage: { ...timeline.coverage, graphVersion: lacking.graphVersion },',
    `coverage: {
          ...timeline.coverage,
          graphVersion: (
            await this.#context.graph.viewerRelations(
              { tenant, viewerId, authorIds: [], readerClass: 0, newFolloweesLimit: 0 },
              budget.forPort(),
            )
          ).graphVersion,
        },`,
    'A follow during a backfill is covered without being there.',
  ),
  mutant(
    'a backfill adds nothing',
    'timeline/mend-timeline.ts',
    'add: entries.map(({ position, authorId }) => ({ position, authorHint: hints.of(tenant, authorId) })),',
    'add: [],',
    'New followees vanish with the second look.',
  ),
  mutant(
    'compaction removes what is muted',
    'read/assemble-page.ts',
    "new Set(['deleted', 'expired', 'not-followed'])",
    "new Set(['deleted', 'expired', 'not-followed', 'muted'])",
    'To unmute somebody brings nothing back.',
  ),
  mutant(
    'compaction removes what is withheld or not visible',
    'read/assemble-page.ts',
    "new Set(['deleted', 'expired', 'not-followed'])",
    "new Set(['deleted', 'expired', 'not-followed', 'withheld', 'visibility'])",
    'A post that is given free stays away.',
  ),
]

/** The way of a post to its readers. */
const DELIVERY: readonly Mutant[] = [
  {
    name: 'the mark is raised after the post is stored',
    file: 'write/publish.ts',
    edits: [
      { find: '    await raiseMark(context, record, budget)\n    const stored', replace: '    const stored' },
      {
        find: '    if (stored !== undefined) {\n',
        replace: '    if (stored !== undefined) {\n      await raiseMark(context, record, budget)\n',
      },
    ],
    why: 'A crash in between leaves a post that nobody pushes and nobody pulls.',
  },
  mutant(
    'the mark is never raised',
    'write/publish.ts',
    '    await raiseMark(context, record, budget)\n    const stored',
    '    const stored',
    'Celebrities have no readers.',
  ),
  mutant(
    'authors wait for the workers',
    'write/publish.ts',
    'await pushToOwnTimeline(context, stored, budget).catch(storedButNotShown)',
    '',
    'Authors do not see their own post.',
  ),
  mutant(
    'a failed push to the own timeline is forgotten',
    'write/publish.ts',
    "if (status === 'failed' || status === undefined) {",
    'if (status === undefined) {',
    'Authors do not see their own post when the cache has a bad moment.',
  ),
  mutant(
    'a post that is stored but not shown counts as not stored',
    'write/publish.ts',
    'await pushToOwnTimeline(context, stored, budget).catch(storedButNotShown)',
    'await pushToOwnTimeline(context, stored, budget)',
    'A caller is told that nothing happened, and posts once more.',
  ),
  mutant(
    'idempotency keys are dropped',
    'write/publish.ts',
    '...(idempotencyKey === undefined ? {} : { idempotencyKey }),',
    '',
    'A repeated call makes two posts.',
  ),
  mutant(
    'ids do not rise above the newest post',
    'write/publish.ts',
    'context.minter.mint(floor)',
    'context.minter.mint()',
    'Two posts of one author come in the wrong order.',
  ),
  mutant(
    'the threshold itself is pushed',
    'policy/threshold.ts',
    'followers >= limit',
    'followers > limit',
    'The burst limit is off by one.',
  ),
  mutant(
    'hysteresis works the wrong way',
    'policy/threshold.ts',
    'const limit = wasPull ? backToPush : options.followers',
    'const limit = wasPull ? options.followers : backToPush',
    'Authors at the threshold switch with every follow.',
  ),
  mutant(
    'only the author may delete: not asked',
    'write/change-post.ts',
    'if (post.authorId !== authorId) {',
    'if (post.authorId.length === 0) {',
    'A stranger is told that the post was deleted.',
  ),
  mutant(
    'the relay lets go before it has published',
    'relay/outbox-relay.ts',
    'for (const [topic, messages] of byTopic(records)) await bus.publish({ topic, messages }, call)',
    'await outbox.acknowledge({ partition, fence, recordIds: records.map(({ recordId }) => recordId) }, call)\n      for (const [topic, messages] of byTopic(records)) await bus.publish({ topic, messages }, call)',
    'A crash or an outage of the bus loses posts.',
  ),
  mutant(
    'a message is acknowledged before the push',
    'fanout/fan-out-worker.ts',
    'await this.#fanOut(event, delivery)',
    'void this.#fanOut(event, delivery).catch(() => undefined)',
    'A crash loses pushes.',
  ),
  mutant(
    'a failed push is not tried again',
    'fanout/fan-out-worker.ts',
    "return { kind: 'retry', delayMs: fullJitterMs(runtime.random, delivery.attempt, options.fanOut.retry) }",
    'return DONE',
    'A bad moment of the cache loses pushes.',
  ),
  mutant(
    'dead letters are not pulled instead',
    'fanout/fan-out-worker.ts',
    'await pullInstead(this.#context, { ...event.data, tenant: event.tenant })',
    '',
    'What could not be pushed is lost.',
  ),
  mutant(
    'feeds that failed count as pushed',
    'fanout/push-chunk.ts',
    'if (counts.failed > 0) {',
    'if (counts.failed > followerIds.length) {',
    'A push that fails in part loses the other part.',
  ),
  mutant(
    'a large author reaches the first followers only',
    'fanout/push-post.ts',
    'if (first.next === undefined) return\n',
    'return\n',
    'All but the first followers see nothing.',
  ),
  mutant(
    'chunks leave out their first follower',
    'fanout/push-post.ts',
    'toMessage(event, { ...chunk, after, ',
    'toMessage(event, { ...chunk, after: userIds[0] ?? after, ',
    'One follower in each chunk sees nothing.',
  ),
  mutant(
    'draining does not wait for the outbox',
    'engine/drain.ts',
    'if ((await outbox.pending(budget.forPort())) > 0) return false',
    '',
    'What was acknowledged counts as applied before it is.',
  ),
  mutant(
    'draining does not wait for chunks',
    'engine/drain.ts',
    '[TOPICS.posts, TOPICS.fanOut]',
    '[TOPICS.posts]',
    'What was acknowledged counts as applied before it is.',
  ),
]

/** What callers and operators rely on. */
const CALLS: readonly Mutant[] = [
  mutant(
    'cursors are not signed',
    'cursor/cursor-codec.ts',
    '!equalBytes(hmacSha256(key.secret, body), bytes.subarray(-MAC_BYTES))',
    'bytes.length === 0',
    'Anybody can write cursors.',
  ),
  mutant(
    'cursors are good for everybody',
    'cursor/cursor-codec.ts',
    'if (!equalBytes(reader.take(SCOPE_BYTES), scopeHash(scope))) {',
    'if (reader.take(SCOPE_BYTES).length === 0) {',
    "One viewer goes on with another one's feed.",
  ),
  mutant(
    'a late write counts as not done',
    'engine/call-runner.ts',
    "return this.#run(input, this.#defaultDeadlineMs, 'unknown', work)",
    "return this.#run(input, this.#defaultDeadlineMs, 'not-applied', work)",
    'A caller is told that nothing happened, while it does.',
  ),
  mutant(
    'the last try decides about the outcome',
    'runtime/retry.ts',
    'throw unknown ? outcomeUnknown(error) : error',
    'throw error',
    'A caller is told that nothing happened, while it has.',
  ),
  mutant(
    'deadlines are left behind',
    'runtime/call-budget.ts',
    'work.then(resolve, reject).finally(() => timers.clearTimeout(timer))',
    'work.then(resolve, reject)',
    'Timers pile up and keep processes alive.',
  ),
  mutant(
    'deadlines are not kept',
    'runtime/call-budget.ts',
    'const timer = timers.setTimeout(() => reject(late()), limitMs)',
    'const timer = timers.setTimeout(() => reject(late()), 2 * limitMs)',
    'Calls hang as long as their stores.',
  ),
]

export const MUTANTS: readonly Mutant[] = [...ADMISSION, ...PAGES, ...TIMELINES, ...DELIVERY, ...CALLS]
