import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOfId, matching } from './palette-match.ts'

const COMMANDS = [
  { id: 'b', name: 'Budgets', about: 'caps, nearest to exhaustion first' },
  { id: 'r', name: 'Runs', about: 'one agent run' },
  { id: 'i', name: 'Issue a key', about: 'a new vault key' },
  { id: 'k', name: 'Keys', about: 'vault keys: issue, read, revoke' },
]
const ids = (typed: string) => matching(COMMANDS, typed).map(({ id }) => id)

test('a name that begins so comes before a word of a name, and that before what a page is about', () => {
  assert.deepEqual(ids('key'), ['k', 'i'])
  assert.deepEqual(ids('issue'), ['i', 'k'])
  assert.deepEqual(ids('CAPS'), ['b'])
  assert.deepEqual(ids('nothing'), [])
  assert.equal(ids('').length, COMMANDS.length)
})

test('a pasted id leads to what it names', () => {
  assert.deepEqual(addressOfId(' call_01a22994fc287a35a64dd7808d644324 '), {
    to: '/',
    search: { call: 'call_01a22994fc287a35a64dd7808d644324' },
  })
  assert.deepEqual(addressOfId('key_01a22994fc0e7d43'), { to: '/keys/key_01a22994fc0e7d43' })
  assert.equal(addressOfId('keys'), null)
  assert.equal(addressOfId('key_<script>'), null)
})
