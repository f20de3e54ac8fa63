import type { OpenedClient, ResolvedOptions } from '../options'
import { createClient } from './connect'

/** The client that the options name, or a new one. Connects to nothing yet. */
export function openClient({ target }: ResolvedOptions): OpenedClient {
  if (target.kind === 'client') return { client: target.client, ownClient: undefined }
  const client = createClient(target.options)
  return { client, ownClient: client }
}
