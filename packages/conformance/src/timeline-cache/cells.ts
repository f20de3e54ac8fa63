import { MOST_CELLS } from '@feed-engine/core'
import { timelineCacheRule } from '../kit/rule'
import { ensure } from '../kit/violation'

export const cells = timelineCacheRule({
  id: 'timelines.capabilities.cells',
  title: 'The number of cells, if it is given, is an integer from 1 to 2^32',
  why: 'Followers are pushed to cell by cell: any other number would leave some of them out.',
  async run({ adapter }) {
    const { cells: count = 1 } = adapter.capabilities
    ensure(Number.isInteger(count) && count >= 1 && count <= MOST_CELLS, 'cells has to be an integer from 1 to 2^32')
  },
})
