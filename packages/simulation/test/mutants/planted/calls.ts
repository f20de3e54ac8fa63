import { type Mutant, mutant } from '../mutant'

/** What callers and operators rely on. */
export const CALLS_MUTANTS: readonly Mutant[] = [
  mutant(
    'cursors are not signed',
    'cursor/cursor-codec.ts',
    '!equalBytes(hmacSha256(key.secret, body), bytes.subarray(-MAC_BYTES))',
    'bytes.length === 0',
    'Anybody can write cursors.',
    { likes: ['forgedCursor', 'readHome', 'spree'] },
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
