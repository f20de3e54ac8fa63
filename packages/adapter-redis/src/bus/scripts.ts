import { Script } from '../client/script'
import {
  busDeadLetters,
  busEnsure,
  busHeartbeat,
  busLag,
  busPublish,
  busReplay,
  busSettle,
  busTail,
  busTake,
} from '../lua-sources'

/** Parameters and answers: `lua/bus`. */
export const busScripts = Object.freeze({
  publish: new Script(busPublish),
  ensure: new Script(busEnsure),
  take: new Script(busTake),
  settle: new Script(busSettle),
  heartbeat: new Script(busHeartbeat),
  lag: new Script(busLag, 'read'),
  replay: new Script(busReplay),
  deadLetters: new Script(busDeadLetters, 'read'),
  tail: new Script(busTail, 'read'),
})
