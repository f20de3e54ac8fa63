import { counterStoreRule } from '../kit/rule'
import { ensure } from '../kit/violation'

export const presence = [
  counterStoreRule({
    id: 'counters.write-behind.present',
    requires: 'writeBehind',
    title: 'With the capability, writeBehind is there',
    why: 'An archive would wait for what nobody brings.',
    async run({ adapter }) {
      ensure(adapter.writeBehind !== undefined, 'writeBehind has to be there')
    },
  }),
  counterStoreRule({
    id: 'counters.write-behind.absent',
    without: 'writeBehind',
    title: 'Without the capability, writeBehind is absent',
    why: 'An engine would put an archive behind what cannot keep its place in front of one.',
    async run({ adapter }) {
      ensure(adapter.writeBehind === undefined, 'writeBehind has to be absent')
    },
  }),
]
