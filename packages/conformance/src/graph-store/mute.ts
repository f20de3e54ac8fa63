import { graphStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { followEach, relationTo, STRANGER } from './edges'

export const mute = graphStoreRule({
  id: 'graph.mute.directed',
  title: 'A mute is the viewer\u2019s alone, is idempotent, and leaves follows and blocks as they are',
  why: 'The target must not notice.',
  async run({ adapter, make }) {
    const tenant = make.tenant()
    const [a = '', b = ''] = make.users(2)
    const pair = { tenant, userId: a, targetId: b }
    await followEach(adapter, tenant, [
      [a, b],
      [b, a],
    ])
    const muted = async (muting: boolean, when: string) => {
      ensureEqual(
        await relationTo(adapter, tenant, a, b),
        { ...STRANGER, follow: 'accepted', muting },
        `relation ${when}`,
      )
      ensureEqual(
        await relationTo(adapter, tenant, b, a),
        { ...STRANGER, follow: 'accepted' },
        `reverse relation ${when}`,
      )
    }
    await adapter.unmute(pair)
    await muted(false, 'after an unmute without a mute')
    await adapter.mute(pair)
    await adapter.mute(pair)
    await muted(true, 'after a mute')
    ensureEqual((await adapter.followers({ tenant, userId: b, limit: 5 })).userIds, [a], 'followers of the muted')
    await adapter.unmute(pair)
    await muted(false, 'after an unmute')
    await adapter.mute(pair)
    await adapter.block(pair)
    await adapter.unblock(pair)
    ensureEqual(
      await relationTo(adapter, tenant, a, b),
      { ...STRANGER, muting: true },
      'relation after a block and its end',
    )
  },
})
