import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Head } from '../http/head.ts'
import { requestTags } from './request-tags.ts'

const head = (headers: Readonly<Record<string, string>>): Head => ({
  method: 'POST',
  target: '/',
  hostname: 'a',
  headers: new Map(Object.entries(headers)),
  contentLength: 0,
})

test('a call may name its own label, run and tags', () => {
  const tags = requestTags(
    head({
      'keybrake-label': 'nightly',
      'keybrake-run': 'run-1',
      'keybrake-tag-partition': '2026-01-31',
      'x-other': 'a',
    }),
    {},
  )
  assert.deepEqual(tags, { request_label: 'nightly', request_run: 'run-1', tags: { partition: '2026-01-31' } })
})

test('x-agent-run-id names the run too, where the call does not say otherwise', () => {
  assert.equal(requestTags(head({ 'x-agent-run-id': 'a' }), {}).request_run, 'a')
  assert.equal(requestTags(head({ 'x-agent-run-id': 'a', 'keybrake-run': 'b' }), {}).request_run, 'b')
})

test('a call that says nothing adds nothing, and a tag without a name is none', () => {
  assert.deepEqual(requestTags(head({ accept: 'a' }), {}), {})
  assert.deepEqual(requestTags(head({ 'keybrake-tag-': 'a' }), {}), {})
})

test('a tag of the key stands: a call cannot write into another’s history', () => {
  const { tags } = requestTags(head({ 'keybrake-tag-team': 'theirs', 'keybrake-tag-step': '2' }), { team: 'ours' })
  assert.deepEqual(tags, { team: 'ours', step: '2' })
})

test('no more than sixteen tags are taken, nor more than 256 characters of one', () => {
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`keybrake-tag-t${i}`, 'v'.repeat(300)]))
  const { tags = {} } = requestTags(head(many), {})
  assert.equal(Object.keys(tags).length, 16)
  assert.ok(Object.values(tags).every((value) => value.length === 256))
  assert.equal(requestTags(head({ 'keybrake-label': 'a'.repeat(300) }), {}).request_label?.length, 256)
  const named = (chars: number) => requestTags(head({ [`keybrake-tag-${'n'.repeat(chars)}`]: 'v' }), {}).tags
  assert.deepEqual([named(64) === undefined, named(65) === undefined], [false, true])
})

test('names that mean something to a program are names like any other', () => {
  const { tags } = requestTags(head({ 'keybrake-tag-constructor': 'a', 'keybrake-tag-tostring': 'b' }), {})
  assert.deepEqual(Object.entries(tags ?? {}), [
    ['constructor', 'a'],
    ['tostring', 'b'],
  ])
})
