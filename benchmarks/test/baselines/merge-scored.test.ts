import { expect, it } from 'vitest'
import { mergeScored } from '../../src/baselines/design-text/read'

it('sorted sets are merged by score, then by id, newest first, each id once', () => {
  const timeline = ['30', '3', '21', '2', '10', '1']
  const celebrity = ['22', '2', '21', '2']
  expect(mergeScored([timeline, celebrity, []])).toEqual(['30', '22', '21', '10'])
})
