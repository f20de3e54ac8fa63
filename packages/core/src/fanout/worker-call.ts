import type { EngineContext } from '../context/engine-context'
import type { PortCall } from '../ports'

/** A worker gives up on a store when its own message would be given to another worker anyway. */
export function workerCall(context: EngineContext): PortCall {
  return { deadlineMs: context.options.fanOut.ackTimeoutMs }
}
