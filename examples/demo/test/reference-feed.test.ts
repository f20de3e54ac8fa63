import { describe, expect, test } from 'vitest'
import { ReferenceFeed, type ReferencePost } from '../src/reference-feed'

function feedOf(setUp: (feed: ReferenceFeed) => void): (viewerId: string) => string[] {
  const feed = new ReferenceFeed()
  setUp(feed)
  return (viewerId) => feed.home(viewerId).map((post) => post.id)
}

function post(id: string, authorId: string, more: Partial<ReferencePost> = {}): ReferencePost {
  return { id, authorId, text: id, visibility: 'public', ...more }
}

describe('the reference', () => {
  test('shows own posts and those of followees, newest first', () => {
    const home = feedOf((feed) => {
      feed.follow('ada', 'bob')
      feed.publish(post('9', 'bob'))
      feed.publish(post('10', 'ada'))
      feed.publish(post('8', 'cy'))
      feed.publish(post('100', 'bob'))
    })
    expect(home('ada')).toEqual(['100', '10', '9'])
    expect(home('bob')).toEqual(['100', '9'])
  })

  test('hides what was deleted, unfollowed and muted', () => {
    const home = feedOf((feed) => {
      for (const followee of ['bob', 'cy', 'di']) feed.follow('ada', followee)
      feed.publish(post('1', 'bob'))
      feed.publish(post('2', 'bob'))
      feed.publish(post('3', 'cy'))
      feed.publish(post('4', 'di'))
      feed.delete('1')
      feed.unfollow('ada', 'cy')
      feed.mute('ada', 'di')
    })
    expect(home('ada')).toEqual(['2'])
  })

  test('hides both from each other with a block', () => {
    const home = feedOf((feed) => {
      feed.follow('ada', 'bob')
      feed.follow('bob', 'ada')
      feed.publish(post('1', 'ada'))
      feed.publish(post('2', 'bob'))
      feed.block('ada', 'bob')
    })
    expect(home('ada')).toEqual(['1'])
    expect(home('bob')).toEqual(['2'])
  })

  test('shows followers-only posts to followers, and private ones to their author', () => {
    const home = feedOf((feed) => {
      feed.follow('ada', 'bob')
      feed.publish(post('1', 'bob'))
      feed.publish(post('2', 'bob', { visibility: 'private' }))
      feed.setVisibility('1', 'followers')
    })
    expect(home('ada')).toEqual(['1'])
    expect(home('bob')).toEqual(['2', '1'])
  })

  test.each([
    ['deleted', (feed: ReferenceFeed) => feed.delete('1')],
    ['muted', (feed: ReferenceFeed) => feed.mute('ada', 'cy')],
    ['blocked', (feed: ReferenceFeed) => feed.block('ada', 'cy')],
    ['blocking', (feed: ReferenceFeed) => feed.block('cy', 'ada')],
    ['for followers only', (feed: ReferenceFeed) => feed.setVisibility('1', 'followers')],
  ])('hides a repost whose original or its author is %s', (_, hide) => {
    const feed = new ReferenceFeed()
    feed.follow('ada', 'bob')
    feed.publish(post('1', 'cy'))
    feed.publish(post('2', 'bob', { repostOf: '1' }))
    expect(feed.home('ada').map(({ id }) => id)).toEqual(['2'])
    hide(feed)
    expect(feed.home('ada')).toEqual([])
  })

  test('shows the same original once in any 41 items, also through a repost of a repost', () => {
    const home = feedOf((feed) => {
      feed.follow('ada', 'bob')
      feed.publish(post('100', 'bob'))
      feed.publish(post('101', 'bob', { repostOf: '100' }))
      feed.publish(post('102', 'bob', { repostOf: '101' }))
    })
    expect(home('ada')).toEqual(['102', '100'])
  })

  test.each([
    [39, false],
    [40, true],
  ])('with %i items between two reposts of a post, the lower one is shown: %s', (between, shown) => {
    const home = feedOf((feed) => {
      feed.follow('ada', 'bob')
      feed.publish(post('100', 'cy'))
      feed.publish(post('101', 'bob', { repostOf: '100' }))
      for (let index = 0; index < between; index++) feed.publish(post(`${200 + index}`, 'bob'))
      feed.publish(post('300', 'bob', { repostOf: '100' }))
    })
    expect(home('ada').includes('101')).toBe(shown)
  })
})
