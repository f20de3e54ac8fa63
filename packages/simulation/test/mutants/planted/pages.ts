import { type Mutant, mutant } from '../mutant'

/** What a page is put together from. */
export const PAGES_MUTANTS: readonly Mutant[] = [
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
    'window.add(originalPosition(context, candidate, shown.post))',
    'if (shown.post.repostOf !== undefined) window.add(originalPosition(context, candidate, shown.post))',
    'A post is followed by its own reposts.',
  ),
  mutant(
    'a cursor is given for a hidden rest',
    'read/assemble-page.ts',
    'for (const candidate of candidates) {',
    "for (const candidate of candidates) {\n      if (items.length === limit && last !== undefined) {\n        return { items, next: { kind: 'scroll', before: last, shown: window.toArray() }, gaveUp: false, ...looked }\n      }",
    'The last page is empty.',
  ),
  mutant(
    'a page ends with its first stretch',
    'read/assemble-page.ts',
    'if (end) return { items, gaveUp: false, ...looked }',
    'if (end || items.length > 0) return { items, gaveUp: false, ...looked }',
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
    'read/stretch.ts',
    'const from = maxPosition(pulled.completeFrom, bottom)',
    'const from = bottom',
    'A page goes deeper than what was pulled for it.',
    { likes: ['spree'] },
  ),
  mutant(
    'authors with more posts do not raise the floor',
    'pull/pull-newest.ts',
    'const completeFrom = truncated.reduce((highest, author) => maxPosition(highest, lowestOf(author)), first)',
    'const completeFrom = first',
    'Posts between the unequally deep lists of authors are lost.',
    { likes: ['spree', 'scrollHome'] },
  ),
]
