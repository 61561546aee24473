import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { cut, json, problem, scriptedServer, silent } from '../testing/scripted-server.ts'
import { type IssuedKey, Keybrake, KeybrakeError, type RevokeFailed } from './index.ts'

const KEY = {
  id: 'key_1',
  status: 'active',
  vault_key: 'vault_key_secret',
  token: 'vault_key_secret',
  base_url: 'http://x',
}
const ISSUE = { vendor: 'stripe', allowed_endpoints: ['*'], total_usd_cap: 1 } as const

const client = (url: string, onRevokeFailed?: RevokeFailed) =>
  new Keybrake({ url, apiKey: 'x', retries: 1, ...(onRevokeFailed && { onRevokeFailed }) })

test('the vault key is in no printed form of the key', async () => {
  await using server = await scriptedServer(json(201, KEY))
  const key = await client(server.url).keys.issue(ISSUE)
  assert.equal(key.vault_key, 'vault_key_secret')
  for (const printed of [
    JSON.stringify(key),
    inspect(key, { depth: 9, showHidden: true }),
    `${key}`,
    inspect({ ...key }),
  ])
    assert.doesNotMatch(printed, /vault_key_secret/)
})

test('a scope that ends revokes its key, also by an error', async () => {
  await using server = await scriptedServer(json(201, KEY), json(200, { id: 'key_1', status: 'revoked' }))
  const keybrake = client(server.url)
  let kept: IssuedKey | undefined
  const work = async () => {
    await using key = await keybrake.keys.issue(ISSUE)
    kept = key
    throw new Error('the work failed')
  }
  await assert.rejects(work, { message: 'the work failed' })
  const revocation = server.asked[1]
  assert.deepEqual([revocation?.method, revocation?.url], ['DELETE', '/vault/keys/key_1'])
  assert.deepEqual(JSON.parse(revocation?.body ?? ''), { reason: 'scope ended' })
  assert.equal(kept?.status, 'revoked')
})

test('a revocation that fails at the end of a scope is told, and hides no error', async () => {
  for (const [answer, attempts] of [
    [cut, 2],
    [problem(403, 'role_not_allowed'), 1],
  ] as const) {
    await using server = await scriptedServer(json(201, KEY), answer)
    const told: [string, string][] = []
    const keybrake = client(server.url, (error, key) => told.push([error.code, key.id]))
    {
      await using key = await keybrake.keys.issue(ISSUE)
      assert.equal(key.status, 'active')
    }
    assert.equal(server.asked.length, 1 + attempts)
    assert.equal(told.length, 1)
    assert.equal(told[0]?.[1], 'key_1')
    await assert.rejects(keybrake.keys.revoke('key_1'), KeybrakeError)
  }
})

test('a scope does not wait for ever for its key’s revocation, whatever the server does', async () => {
  const busy = problem(503, 'ledger_unavailable')
  for (const answer of [silent, busy]) {
    await using server = await scriptedServer(json(201, KEY), answer)
    const told: string[] = []
    const keybrake = new Keybrake({
      url: server.url,
      apiKey: 'x',
      retries: 9,
      onRevokeFailed: ({ code }) => told.push(code),
    })
    const began = performance.now()
    await assert.rejects(
      async () => {
        await using _key = await keybrake.keys.issue(ISSUE)
        throw new Error('the work failed')
      },
      { message: 'the work failed' },
    )
    assert.ok(performance.now() - began < 8_000)
    assert.equal(told.length, 1)
  }
})

test('an issue that is aborted ends the key that it may have made, unless it has a name of the caller’s', async () => {
  const revoked = json(200, { id: 'key_1', status: 'revoked' })
  for (const [idempotencyKey, expected] of [
    [undefined, ['POST', 'POST', 'DELETE']],
    ['mine', ['POST']],
  ] as const) {
    await using server = await scriptedServer(silent, json(201, KEY), revoked)
    const stop = new AbortController()
    const issuing = client(server.url).keys.issue(ISSUE, { signal: stop.signal, idempotencyKey })
    setTimeout(() => stop.abort(new Error('enough')), 50)
    await assert.rejects(issuing, { message: 'enough' })
    await sleep(300)
    assert.deepEqual(
      server.asked.map(({ method }) => method),
      expected,
    )
    assert.equal(new Set(server.asked.flatMap(({ headers }) => headers['idempotency-key'] ?? [])).size, 1)
  }
})

test('an issue whose signal has fired already sends nothing', async () => {
  await using server = await scriptedServer(json(201, KEY))
  const issuing = client(server.url).keys.issue(ISSUE, { signal: AbortSignal.abort(new Error('enough')) })
  await assert.rejects(issuing, { message: 'enough' })
  await sleep(50)
  assert.equal(server.asked.length, 0)
})
