import { mutantsOf, override } from '../mutant'

export const cellsMutants = mutantsOf('timelineCache', [
  [
    'no cells',
    'timelines.capabilities.cells',
    (inner) => override(inner, { capabilities: Object.freeze({ ...inner.capabilities, cells: 0 }) }),
  ],
  [
    'two and a half cells',
    'timelines.capabilities.cells',
    (inner) => override(inner, { capabilities: Object.freeze({ ...inner.capabilities, cells: 2.5 }) }),
  ],
])
