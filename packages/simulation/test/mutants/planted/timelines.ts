import { type Focus, type Mutant, mutant } from '../mutant'

/** Readers who change their class. */
const CLASSES: Focus = { likes: ['setPolicy', 'readHome', 'rush', 'post'] }

/** What keeps timelines complete for what they claim. */
export const TIMELINES_MUTANTS: readonly Mutant[] = [
  {
    name: 'a fill pulls before it opens',
    file: 'timeline/fill-timeline.ts',
    edits: [
      {
        find: 'outdated === undefined ? this.#open(viewerId, budget) : stillOpen(outdated),',
        replace:
          'outdated === undefined ? { token: freshToken(context.runtime), readerClass: EVERY_READER } : stillOpen(outdated),',
      },
      {
        find: 'const { entries, completeFrom } = await pullNewest(context, params, budget)',
        replace: `const { entries, completeFrom } = await pullNewest(context, params, budget)
    if (outdated === undefined) await this.#timelines.open(viewerId, token, readerClass, budget)`,
      },
    ],
    why: 'A post that is pushed during the fill is neither pushed nor pulled.',
    focus: { likes: ['rush'], calm: true },
  },
  mutant(
    'a fill claims the follows that came while it pulled',
    'timeline/fill-timeline.ts',
    'coverage: { graphVersion: relations.graphVersion, readerClass },',
    'coverage: { graphVersion: (await this.#followees(viewerId, budget)).relations.graphVersion, readerClass },',
    'A follow during the fill is covered without being there.',
    { likes: ['rush'], calm: true },
  ),
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
    { likes: ['rush'], calm: true },
  ),
  mutant(
    'a backfill adds nothing',
    'timeline/mend-timeline.ts',
    'add: entries.map(({ position, authorId }) => ({ position, authorHint: hints.of(tenant, authorId) })),',
    'add: [],',
    'New followees vanish with the second look.',
  ),
  mutant(
    'a class is raised without pulling',
    'timeline/mend-timeline.ts',
    'if (readerClass < coverage.readerClass) {',
    'if (readerClass !== coverage.readerClass) {',
    'Somebody who comes more often misses what was not pushed to the class before.',
    CLASSES,
  ),
  mutant(
    'a page asks for the pull authors of another class',
    'read/timeline-source.ts',
    'readerClass: view.coverage.readerClass,',
    'readerClass: 3,',
    'What was not pushed to the class of the timeline is lost.',
    CLASSES,
  ),
  mutant(
    'compaction removes what is muted',
    'read/assemble-page.ts',
    "new Set(['deleted', 'expired', 'not-followed'])",
    "new Set(['deleted', 'expired', 'not-followed', 'muted'])",
    'To unmute somebody brings nothing back.',
    { likes: ['grudge'], calm: true },
  ),
  mutant(
    'compaction removes what is withheld or not visible',
    'read/assemble-page.ts',
    "new Set(['deleted', 'expired', 'not-followed'])",
    "new Set(['deleted', 'expired', 'not-followed', 'withheld', 'visibility'])",
    'A post that is given free stays away.',
    { likes: ['curtain', 'spree'], calm: true },
  ),
]
