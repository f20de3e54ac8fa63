import type { Redis } from 'ioredis'

export interface LoadedScript {
  run(keys: readonly string[], args: readonly (string | Buffer | number)[]): Promise<unknown>
}

/** A script that is sent by its hash; its text goes to the server before the first call. */
export function loadedScript(client: Redis, text: string): LoadedScript {
  let loading: Promise<unknown> | undefined
  let sha = ''
  return {
    async run(keys, args) {
      if (sha === '') {
        loading ??= client.script('LOAD', text)
        sha = String(await loading)
      }
      return client.evalsha(sha, keys.length, ...keys, ...args)
    },
  }
}
