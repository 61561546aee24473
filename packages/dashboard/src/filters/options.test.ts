import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filterOfText, wordsOf } from './options.ts'

test('an id is looked up, a key filters, anything else begins a label', () => {
  const of = (typed: string) => Object.entries(filterOfText(typed)).filter(([, value]) => value !== undefined)
  assert.deepEqual(of(' req_VutH66QhFhaI4c '), [['q', 'req_VutH66QhFhaI4c']])
  assert.deepEqual(of('call_01a22994fc287a35a64dd7808d644324'), [['q', 'call_01a22994fc287a35a64dd7808d644324']])
  assert.deepEqual(of('SM0123456789abcdef0123456789abcdef'), [['q', 'SM0123456789abcdef0123456789abcdef']])
  assert.deepEqual(of('key_01a22994fc0e'), [['key_id', 'key_01a22994fc0e']])
  assert.deepEqual(of('nightly'), [['label_prefix', 'nightly']])
  assert.deepEqual(of('in_a'), [['label_prefix', 'in_a']])
  assert.deepEqual(of('  '), [])
})

test('chips say what they filter by', () => {
  assert.equal(wordsOf('tag.env', 'prod'), 'tag env = prod')
  assert.equal(wordsOf('last', '1h'), 'last hour')
  assert.equal(wordsOf('min_usd', '5'), 'at least $5')
  assert.equal(wordsOf('run', 'dagster/1'), 'Run dagster/1')
})
