import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OPERATIONS } from './operations.fixture.ts'
import { templatesFor } from './templates.ts'
import { tickedBy } from './allowlist-builder.ts'

test('a job is offered only where every operation of it is known', () => {
  assert.deepEqual(
    templatesFor('stripe', OPERATIONS).map(({ name }) => name),
    ['Read only'],
  )
})

test('a vendor without jobs of its own has one per class of money that has a price', () => {
  assert.deepEqual(
    templatesFor('acme', OPERATIONS).map(({ name, entries }) => [name, ...entries]),
    [
      ['Only charge', 'charges.create'],
      ['Only capture', 'charges.capture'],
      ['Only refund', 'refunds.create'],
      ['Read only', 'charges.list'],
    ],
  )
})

test('every entry of a template is one that the matcher reads', () => {
  for (const { entries } of templatesFor('acme', OPERATIONS))
    assert.equal(tickedBy(entries, OPERATIONS).size, entries.length)
})
