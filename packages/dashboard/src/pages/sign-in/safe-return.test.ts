import assert from 'node:assert/strict'
import { test } from 'node:test'
import { safeReturn } from './safe-return.ts'

test('leads back to the page and its filters', () => {
  assert.equal(safeReturn('/keys?label=a&call=call_1'), '/keys?label=a&call=call_1')
  assert.equal(safeReturn(undefined), '/')
})

test('never leads elsewhere', () => {
  for (const to of [
    'https://evil.example/',
    '//evil.example/x',
    '/\\evil.example',
    'javascript:alert(1)',
    'keys',
    '',
    '/sign-in?to=/',
  ])
    assert.equal(safeReturn(to), '/', to)
})
