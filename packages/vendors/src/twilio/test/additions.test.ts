import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectionOf, readRequestOf } from '../../../conformance/fixture.ts'
import { twilio } from '../adapter.ts'

const BASE = '/2010-04-01/Accounts/AC1'
const added = (path: string, form: Record<string, string>, settings: Record<string, string>) =>
  twilio.additions(
    twilio.operation('POST', 'api', path),
    readRequestOf({ path, form }),
    'call_1',
    connectionOf('twilio', settings),
  )
const CALL = { To: '+14155550100', Twiml: '<Response/>' }
const most = { voice_seconds_max: '600' }

test('a phone call without a time limit gets the connection’s, once', () => {
  assert.deepEqual(added(`${BASE}/Calls.json`, CALL, most), [['TimeLimit', '600']])
  assert.deepEqual(added(`${BASE}/Conferences/CF1/Participants.json`, CALL, most), [['TimeLimit', '600']])
})

test('nothing is added to a call that states its own, without the setting, or to anything else', () => {
  assert.deepEqual(added(`${BASE}/Calls.json`, { ...CALL, TimeLimit: '60' }, most), [])
  assert.deepEqual(added(`${BASE}/Calls.json`, CALL, {}), [])
  assert.deepEqual(added(`${BASE}/Calls.json`, CALL, { voice_seconds_max: '10m' }), [])
  assert.deepEqual(added(`${BASE}/Calls/CA1.json`, { Status: 'completed' }, most), [])
  assert.deepEqual(added(`${BASE}/Messages.json`, { To: '+14155550100', Body: 'hi' }, most), [])
})

test('what may be added is told', () => assert.deepEqual(twilio.addedFields, ['TimeLimit']))
