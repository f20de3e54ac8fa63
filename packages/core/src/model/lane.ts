/**
 * How urgently a pushed post is fanned out. `bulk` work waits on a topic of its own and has workers of its own, so that
 * it holds up no `prompt` work.
 */
export type Lane = 'prompt' | 'bulk'
