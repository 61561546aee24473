import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileName } from './file-name.ts'

const AT = new Date('2026-01-31T09:05:59Z')

test('a name says what, of what and when', () => {
  assert.equal(fileName('spend', ['by-run', 'day'], AT, 'csv'), 'keybrake-spend-by-run-day-20260131-0905Z.csv')
})

test('labels of agents cannot name a folder, a hidden file or something endless', () => {
  assert.equal(
    fileName('audit', ['../../etc', 'dagster/42:x'], AT, 'jsonl'),
    'keybrake-audit-etc-dagster-42-x-20260131-0905Z.jsonl',
  )
  assert.ok(fileName('audit', ['x'.repeat(300)], AT, 'csv').length < 130)
})
