import type { FeedStores } from '../../src/ports'

/** One call of a port method on its way to the store. */
export interface PortMethod {
  readonly port: keyof FeedStores | 'outbox' | 'writeBehind'
  readonly method: string
  /** The method's parameter object. */
  readonly params: unknown
  /** `deadlineMs` of the call, if it has one. */
  readonly deadlineMs: number | undefined
}

/** Stands between engine and store: calls `next`, or not, before or after doing something else. */
export type Interceptor = (call: PortMethod, next: () => Promise<unknown>) => unknown

/** The same stores, with every call of every port going through the interceptor. */
export function intercept(stores: FeedStores, interceptor: Interceptor): FeedStores {
  const { posts, graph, timelines, bus, users, cache, signals, counters, counterArchive } = stores
  return {
    posts: wrap(posts, 'posts', interceptor),
    graph: wrap(graph, 'graph', interceptor),
    ...(timelines === undefined ? {} : { timelines: wrap(timelines, 'timelines', interceptor) }),
    ...(bus === undefined ? {} : { bus: wrap(bus, 'bus', interceptor) }),
    ...(cache === undefined ? {} : { cache: wrap(cache, 'cache', interceptor) }),
    ...(signals === undefined ? {} : { signals: wrap(signals, 'signals', interceptor) }),
    ...(counters === undefined ? {} : { counters: wrap(counters, 'counters', interceptor) }),
    ...(counterArchive === undefined ? {} : { counterArchive: wrap(counterArchive, 'counterArchive', interceptor) }),
    ...(users === undefined ? {} : { users: wrap(users, 'users', interceptor) }),
  }
}

function wrap<Port extends object>(port: Port, name: PortMethod['port'], interceptor: Interceptor): Port {
  return new Proxy(port, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target)
      if ((property === 'outbox' || property === 'writeBehind') && typeof value === 'object' && value !== null)
        return wrap(value, property, interceptor)
      if (typeof value !== 'function') return value
      return async (...args: unknown[]): Promise<unknown> => {
        const next = async (): Promise<unknown> => Reflect.apply(value, target, args)
        return interceptor(
          { port: name, method: String(property), params: args[0], deadlineMs: deadlineOf(args) },
          next,
        )
      }
    },
  })
}

/** The call's options come last, behind the parameters if the method has any. */
function deadlineOf(args: readonly unknown[]): number | undefined {
  const last: unknown = args.at(-1)
  if (typeof last !== 'object' || last === null || !('deadlineMs' in last)) return undefined
  return typeof last.deadlineMs === 'number' ? last.deadlineMs : undefined
}
