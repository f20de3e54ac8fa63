import { type PortName, type Rule, rulesByPort } from '@feed-engine/conformance'
import { type Adapter, FeedError, type PortCall } from '@feed-engine/core'
import { type Mutant, override } from './mutant'

type AnyCall = (params: unknown, call?: PortCall) => unknown

/** One method of each port that takes a call: where the bugs about calls are planted. */
const METHOD: Readonly<Record<PortName, string>> = {
  postStore: 'getMany',
  outbox: 'pending',
  graphStore: 'counts',
  timelineCache: 'evict',
  eventBus: 'lag',
  keyValueCache: 'getMany',
  userDirectory: 'existing',
  signalStore: 'read',
  counterStore: 'read',
  writeBehind: 'dirty',
  counterArchive: 'load',
}

/** Ports that are a property of another. */
const PART: { readonly [P in PortName]?: string } = { outbox: 'outbox', writeBehind: 'writeBehind' }

/** Stands before one method; what `before` answers is the call that the adapter gets. */
function intercept<A extends object>(
  inner: A,
  method: string,
  before: (call: PortCall | undefined) => PortCall | undefined,
): A {
  const original: unknown = Reflect.get(inner, method)
  if (typeof original !== 'function') return inner
  const bound: AnyCall = original.bind(inner)
  const last =
    method === 'pending' ? async (call?: PortCall) => Reflect.apply(original, inner, [before(call)]) : undefined
  const changed = last ?? (async (params: unknown, call?: PortCall) => bound(params, before(call)))
  return override(inner, { [method]: changed } as unknown as Partial<A>)
}

/** The adapter with a bug in how it takes calls, wherever the port keeps its methods. */
function withCalls(
  inner: Adapter,
  port: PortName,
  before: (call: PortCall | undefined) => PortCall | undefined,
): Adapter {
  const part = PART[port]
  if (part === undefined) return intercept(inner, METHOD[port], before)
  const within: unknown = Reflect.get(inner, part)
  return override(inner, { [part]: intercept(within as object, METHOD[port], before) } as unknown as Partial<Adapter>)
}

/** The same bugs for every port that has the rule. */
function everywhere(bug: string, ending: string, plant: (inner: Adapter, port: PortName) => Adapter): Mutant[] {
  const all: readonly (readonly [string, readonly Rule[]])[] = Object.entries(rulesByPort)
  return all.flatMap(([, rules]) => {
    const rule = rules.find(({ id }) => id.endsWith(ending))
    if (rule === undefined) return []
    const { port, id } = rule
    return [{ port, bug, killedBy: [id], plant: (inner) => plant(inner, port) as typeof inner }]
  })
}

export const commonMutants: readonly Mutant[] = [
  ...everywhere('the name has spaces', '.adapter.name', (inner) => override(inner, { name: 'a very good store' })),
  ...everywhere('close fails the second time', '.close.idempotent', (inner) => {
    let closed = false
    const close = async () => {
      if (closed) throw new Error('closed twice')
      closed = true
      await inner.close()
    }
    return override(inner, { close })
  }),
  ...everywhere('capabilities can be changed', '.capabilities.frozen', (inner) =>
    override(inner, { capabilities: { ...(Reflect.get(inner, 'capabilities') as object) } } as Partial<Adapter>),
  ),
  ...everywhere('data that dies with its process is called durable', '.durable', (inner) => {
    const capabilities = Object.freeze({ ...(Reflect.get(inner, 'capabilities') as object), durable: true })
    return override(inner, { capabilities } as Partial<Adapter>)
  }),
  ...everywhere('signals are ignored', '.signal.aborted', (inner, port) => withCalls(inner, port, () => undefined)),
  ...everywhere('listeners stay on signals', '.signal.released', (inner, port) =>
    withCalls(inner, port, (call) => {
      call?.signal?.addEventListener('abort', () => undefined)
      return call
    }),
  ),
  ...everywhere('deadlines are taken for times of day', '.deadline.generous', (inner, port) =>
    withCalls(inner, port, (call) => {
      if (call?.deadlineMs !== undefined)
        throw new FeedError({ code: 'OUTCOME_UNKNOWN', rule: 'the deadline has passed' })
      return call
    }),
  ),
]
