import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exportAddress, exportName } from './export-link.ts'

const at = Date.parse('2026-11-29T23:00:30Z')

test('the file has the filter of the screen, and no page of it', () => {
  const url = new URL(
    exportAddress({ filter: { label: 'a&b=c', 'tag.env': 'prod', last: '1h' }, kind: 'all', format: 'csv', at }),
    'http://x',
  )
  assert.equal(url.pathname, '/vault/audit')
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    label: 'a&b=c',
    'tag.env': 'prod',
    from: '2026-11-29T22:00:30.000Z',
    kind: 'all',
    format: 'csv',
  })
})

test('its name says when, in UTC', () => {
  assert.equal(exportName({ format: 'jsonl', at }), 'keybrake-audit-2026-11-29T2300Z.jsonl')
})
