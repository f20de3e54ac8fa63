import { graphStoreRule } from '../kit/rule'
import { ensureEqual } from '../kit/violation'
import { follow, followEach, relationTo } from './edges'

export const accountVisibility = graphStoreRule({
  id: 'graph.account.visibility',
  title: 'Accounts are public until set otherwise; setting it keeps follows, and relations show the other one\u2019s',
  why: 'Posts of a private account are for its accepted followers.',
  async run({ adapter, make }) {
    const tenant = make.tenant()
    const [a = '', b = '', c = ''] = make.users(3)
    const accounts = async () => [
      (await relationTo(adapter, tenant, a, b)).account,
      (await relationTo(adapter, tenant, b, a)).account,
    ]
    ensureEqual(await accounts(), ['public', 'public'], 'accounts at first')
    await followEach(adapter, tenant, [[a, b]])
    await adapter.setAccountVisibility({ tenant, userId: b, visibility: 'private' })
    await adapter.setAccountVisibility({ tenant, userId: b, visibility: 'private' })
    ensureEqual(await accounts(), ['private', 'public'], 'accounts after one turned private')
    ensureEqual((await relationTo(adapter, tenant, b, b)).account, 'private', 'account of the viewer itself')
    await follow(adapter, tenant, c, b)
    await adapter.setAccountVisibility({ tenant, userId: b, visibility: 'public' })
    ensureEqual(await accounts(), ['public', 'public'], 'accounts after it turned public')
    ensureEqual((await relationTo(adapter, tenant, a, b)).follow, 'accepted', 'the accepted follow')
    ensureEqual((await relationTo(adapter, tenant, c, b)).follow, 'pending', 'the pending follow')
  },
})
