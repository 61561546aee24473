import assert from 'node:assert/strict'
import { test } from 'node:test'
import { twilio } from '../adapter.ts'

const OWN = 'AC00000000000000000000000000000001'
const SUB = 'AC00000000000000000000000000000002'
const connection = (account: string | null) => ({
  name: 'twilio',
  vendor: 'twilio',
  account,
  correlate: true,
  settings: {},
})
const check = (path: string, accounts: readonly string[] = [], account: string | null = OWN) =>
  twilio.checkAccount({ path, headers: new Map() }, { accounts, keyId: 'key_1' }, connection(account))

test('the account in the path may be the real one, _ or the key’s id; the real one is sent', () => {
  for (const stated of [OWN, '_', 'key_1']) {
    const rest = '/Messages/SM1.json'
    assert.deepEqual(check(`/2010-04-01/Accounts/${stated}${rest}`), { path: `/2010-04-01/Accounts/${OWN}${rest}` })
    assert.deepEqual(check(`/2010-04-01/Accounts/${stated}.json`), { path: `/2010-04-01/Accounts/${OWN}.json` })
  }
})

test('another account is refused, in any spelling, unless the policy names it', () => {
  for (const stated of [SUB, OWN.toLowerCase(), 'key_2', 'AC1', '__'])
    assert.deepEqual(check(`/2010-04-01/Accounts/${stated}/Messages.json`), { refused: stated })
  assert.deepEqual(check(`/2010-04-01/accounts/${SUB}/Messages.json`), { refused: SUB })
  assert.deepEqual(check(`/2010-04-01/Accounts/${SUB}/Messages.json`, [SUB]), {
    path: `/2010-04-01/Accounts/${SUB}/Messages.json`,
  })
})

test('an account anywhere in another product’s path is held to the same', () => {
  assert.deepEqual(check(`/v1/Exports/${SUB}/Jobs`), { refused: SUB })
  assert.deepEqual(check(`/v1/Exports/${OWN}/Jobs`), { path: `/v1/Exports/${OWN}/Jobs` })
  assert.deepEqual(check('/v2/Services/VA1/Verifications'), { path: '/v2/Services/VA1/Verifications' })
  assert.deepEqual(check('/v1/Services/_/Documents'), { path: '/v1/Services/_/Documents' })
})

test('where the connection’s account is not known nothing stands for it', () => {
  assert.deepEqual(check('/2010-04-01/Accounts/_/Messages.json', [], null), { refused: '_' })
})

test('_ in an allowlist entry means the connection’s account', () => {
  const local = (entry: string) => twilio.localEntry(entry, connection(OWN))
  assert.equal(local('POST /2010-04-01/Accounts/_/Messages.json'), `POST /2010-04-01/Accounts/${OWN}/Messages.json`)
  assert.equal(local('GET /2010-04-01/Accounts/_/Messages/*'), `GET /2010-04-01/Accounts/${OWN}/Messages/*`)
  for (const same of [
    'messages.create',
    '*',
    `/2010-04-01/Accounts/${SUB}/Calls.json`,
    '/2010-04-01/Accounts/_x/Calls.json',
  ])
    assert.equal(local(same), same)
  assert.equal(twilio.localEntry('/2010-04-01/Accounts/_', connection(null)), '/2010-04-01/Accounts/_')
})
