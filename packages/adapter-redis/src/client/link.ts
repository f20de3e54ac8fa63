import { CallGuard } from './call-guard'
import type { ResolvedCommonOptions } from './common-options'
import { connect } from './connect'
import type { RedisClient } from './redis-client'
import { ScriptRunner } from './script-runner'

/** One adapter's way to Redis. */
export interface RedisLink {
  readonly client: RedisClient
  readonly guard: CallGuard
  readonly scripts: ScriptRunner
  /** Lets no call begin, waits for those under way, and ends a connection that was made here. */
  close(): Promise<void>
}

/** Connects in the background. */
export function openLink(options: ResolvedCommonOptions): RedisLink {
  const connection = connect(options.target, options)
  const guard = new CallGuard(options)
  return {
    client: connection.client,
    guard,
    scripts: new ScriptRunner(connection.client, guard),
    async close() {
      await guard.close()
      connection.close()
    },
  }
}
