import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { PathTable, segmentAt, segmentsOf } from './matcher.ts'

const tableOf = (...patterns: readonly string[]): PathTable<string> => {
  const table = new PathTable<string>()
  for (const pattern of patterns) table.add('api', 'GET', pattern, pattern)
  return table
}

test('a literal segment wins over {id}, and where it leads nowhere {id} is tried', () => {
  const table = tableOf('/emails/{id}', '/emails/receiving', '/emails/receiving/{id}', '/emails/{id}/cancel')
  assert.equal(table.find('api', 'GET', '/emails/receiving'), '/emails/receiving')
  assert.equal(table.find('api', 'GET', '/emails/em_1'), '/emails/{id}')
  assert.equal(table.find('api', 'GET', '/emails/receiving/cancel'), '/emails/receiving/{id}')
  assert.equal(table.find('api', 'GET', '/emails/receiving/cancel/x'), null)
})

test('{id} is exactly one segment and never an empty one', () => {
  const table = tableOf('/v1/charges/{id}')
  assert.equal(table.find('api', 'GET', '/v1/charges/'), null)
  assert.equal(table.find('api', 'GET', '/v1/charges'), null)
  assert.equal(table.find('api', 'GET', '/v1/charges/a/b'), null)
})

test('a path is found only under its own product and method', () => {
  const table = tableOf('/v1/charges')
  assert.equal(table.find('api', 'POST', '/v1/charges'), null)
  assert.equal(table.find('files', 'GET', '/v1/charges'), null)
})

test('two entries for one place are a fault', () => {
  assert.throws(() => tableOf('/v1/a/{id}', '/v1/a/{id}'), /two entries/)
})

test('the trie finds what comparing segment by segment finds', () => {
  const segment = fc.constantFrom('a', 'b', '{id}')
  const patterns = fc.uniqueArray(
    fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`),
    { maxLength: 12 },
  )
  const path = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 }).map((p) => `/${p.join('/')}`)
  fc.assert(
    fc.property(patterns, path, (known, wanted) => {
      const fits = known.some((pattern) => new RegExp(`^${pattern.replaceAll('{id}', '[^/]+')}$`).test(wanted))
      assert.equal(tableOf(...known).find('api', 'GET', wanted) !== null, fits)
    }),
  )
})

test('a segment by its number is the one that stands there', () => {
  const segments = fc.array(fc.constantFrom('', 'v1', 'charges', 'ch_1', 'a.b'), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(segments, fc.nat(6), (list, index) => {
      const path = `/${list.join('/')}`
      assert.equal(segmentAt(path, index), segmentsOf(path)[index])
    }),
  )
})
