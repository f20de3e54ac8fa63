import { createHash } from 'node:crypto'
import type { Effect } from './errors'
import type { RedisArgument } from './redis-client'

/** A Lua script, named by the SHA-1 of its text as Redis names it. */
export class Script {
  readonly source: string
  readonly sha: string
  readonly effect: Effect

  constructor(source: string, effect: Effect = 'write') {
    this.source = source
    this.effect = effect
    this.sha = createHash('sha1').update(source).digest('hex')
  }
}

/** A script with what it is run on. All keys of one call share a slot. */
export interface ScriptCall {
  readonly script: Script
  readonly keys: readonly string[]
  readonly args: readonly RedisArgument[]
}
