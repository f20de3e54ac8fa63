import type { Workload } from '../../harness/workload'
import { coldRead } from './cold-read'
import { push } from './push'
import { warmRead } from './warm-read'

/** The engine alone, without a server: what it costs in this process. */
export const embedded: Workload = {
  about: 'pushes, warm and cold reads in memory, against plain arrays and maps',
  needs: [],
  onProfile: false,
  async run(settings) {
    return [await push(settings), ...(await warmRead(settings)), await coldRead(settings)]
  },
}
