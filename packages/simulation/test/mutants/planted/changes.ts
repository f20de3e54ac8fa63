import { type Mutant, mutant } from '../mutant'

const EDITS = { likes: ['editPost', 'revise', 'readHome'] } as const
const MODERATION = { likes: ['moderate', 'misjudge'] } as const

/** What happens to posts after they were published. */
export const CHANGES_MUTANTS: readonly Mutant[] = [
  mutant(
    'a post is edited once',
    'write/edit-post.ts',
    'if (says(found, change)) {',
    'if (says(found, change) || found.version > 2) {',
    'The second correction is lost.',
    EDITS,
  ),
  mutant(
    'a shared post is shown whatever its version',
    'hydrate/read-posts.ts',
    'if (record?.version !== version) missing.push(postId)',
    'if (record === undefined || (remembered.has(postId) && record.version !== version)) missing.push(postId)',
    'An edit shows where it was made, and elsewhere tomorrow.',
    EDITS,
  ),
  mutant(
    'a withheld post cannot be released',
    'write/moderate-post.ts',
    'if (found.state === state) forgetOlder(context, found)',
    "if (found.state === state || found.state === 'withheld') forgetOlder(context, found)",
    'An error of moderation is for ever.',
    MODERATION,
  ),
  mutant(
    'authors see their withheld posts',
    'read/admission.ts',
    "if (post.state !== 'visible') return post.state",
    "if (post.state === 'withheld' && post.authorId === rules.viewerId) return null\n  if (post.state !== 'visible') return post.state",
    'A post that has to be taken away is still handed out.',
    MODERATION,
  ),
  mutant(
    'reposts show withheld originals',
    'read/admission.ts',
    'admitAlone(original, rules, evidence) !== null',
    "(original.state !== 'withheld' && admitAlone(original, rules, evidence) !== null)",
    'What is withheld lives on in its reposts.',
    { likes: ['moderate', 'repost', 'readUser'] },
  ),
]
