import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byOf, feedFilter, groupText } from './group-link.ts'

const span = { from: 'a', to: 'b' }

test('a group leads to the calls that bear its name, in the time of its bar', () => {
  assert.deepEqual(feedFilter('run', 'dagster/7', span), { run: 'dagster/7', ...span })
  assert.deepEqual(feedFilter('key', 'key_1', span), { key_id: 'key_1', ...span })
  assert.deepEqual(feedFilter('tag', 'billing', span, 'team'), { 'tag.team': 'billing', ...span })
})

test('budgets of keys and runs lead to theirs, others nowhere', () => {
  assert.deepEqual(feedFilter('budget', 'key:key_1:refund', span), { key_id: 'key_1', ...span })
  assert.deepEqual(feedFilter('budget', 'run:a:b', span), { run: 'a:b', ...span })
  assert.equal(feedFilter('budget', 'team', span), null)
})

test('what bears no name is not a filter', () => {
  assert.equal(feedFilter('label', '', span), null)
  assert.equal(groupText('label', ''), 'no label')
  assert.equal(byOf('nonsense'), 'label')
})
