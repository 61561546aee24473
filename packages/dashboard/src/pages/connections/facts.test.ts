import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connections, createConnectionRequest, readBody } from '@keybrake/contract'
import type { Connection } from '../../api/types.ts'
import { modeOf, secretOf } from './facts.ts'

const CONNECTION = connections.readConnection.answer.example as Connection

test('a mode is what the server says, and never guessed', () => {
  assert.equal(modeOf({ ...CONNECTION, mode: null }), 'unknown')
  assert.equal(modeOf({ ...CONNECTION, sandbox: true }), 'simulated')
  assert.equal(modeOf({ ...CONNECTION, mode: 'live' }), 'live')
})

test('a secret of one field goes as a text, of several as fields; both are read by the contract', () => {
  assert.equal(secretOf(['secret_key'], { secret_key: 'sk_test_1' }), 'sk_test_1')
  const secret = secretOf(['account_sid', 'auth_token'], { account_sid: 'AC1', auth_token: 't' })
  assert.deepEqual(secret, { account_sid: 'AC1', auth_token: 't' })
  for (const given of ['sk_test_1', secret])
    assert.ok(readBody(createConnectionRequest, JSON.stringify({ name: 'a', vendor: 'v', secret: given })).ok)
})
