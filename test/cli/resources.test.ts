/** `keybrake budgets …`, `connections …`, `principals …`. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Scene, startScene } from '../support/with-sandbox.ts'
import { json, keybrakeOf, type Run, rows } from './support/keybrake.ts'

let scene: Scene
let keybrake: Run

before(async () => {
  scene = await startScene()
  keybrake = keybrakeOf(scene.product)
})
after(() => scene[Symbol.asyncDispose]())

test('budgets set makes or changes, and a cap set holds for the next call', async () => {
  const made = json(await keybrake(['budgets', 'set', 'team', '--monthly', '100', '--json']))
  assert.equal(made['monthly_usd_cap'], 100)
  const changed = json(await keybrake(['budgets', 'set', 'team', '--monthly', '20', '--daily', '10', '--json']))
  assert.deepEqual([changed['id'], changed['monthly_usd_cap'], changed['daily_usd_cap']], [made['id'], 20, 10])
  const updated = json(await keybrake(['budgets', 'update', 'team', '--daily', 'none', '--json']))
  assert.equal(updated['daily_usd_cap'], null)

  const { vault_key: bearer } = await scene.admin.issue({ budgets: ['team'] })
  const call = (cents: string) =>
    scene.agent.call({ bearer, path: '/v1/payment_intents', form: { amount: cents, currency: 'usd' } })
  assert.equal((await call('1500')).status, 200)
  assert.equal((await call('600')).code, 'cap_exhausted')
  const shown = await keybrake(['budgets', 'show', 'team'])
  assert.match(shown.stdout, /team +month +20\.00 +15\.00 +0\.00 +5\.00/)
  assert.match((await keybrake(['budgets', 'list'])).stdout, /^team +named +month +20\.00 +15\.00/m)
})

test('a budget that live keys draw on is not deleted: conflict', async () => {
  const busy = await keybrake(['budgets', 'delete', 'team', '--yes'])
  assert.equal(busy.code, 5)
  assert.match(busy.stderr, /in_use/)
  assert.match(busy.stderr, /Try: revoke/)
  await keybrake(['budgets', 'set', 'spare', '--total', '1'])
  assert.equal((await keybrake(['budgets', 'delete', 'spare'])).code, 2)
  assert.equal((await keybrake(['budgets', 'delete', 'spare', '--yes'])).code, 0)
  assert.equal((await keybrake(['budgets', 'show', 'spare'])).code, 4)
})

test('a connection’s secret comes from stdin, a file or the environment, and is never shown again', async () => {
  const secret = 'sk_test_0123456789abcdefghij'
  const folder = await mkdtemp(join(tmpdir(), 'keybrake-cli-'))
  try {
    await writeFile(join(folder, 'secret'), `${secret}\n`)
    const ways: readonly [string, readonly string[], { input?: string; env?: Record<string, string> }][] = [
      ['stripe-a', ['--secret-stdin'], { input: `${secret}\n` }],
      ['stripe-b', ['--secret-file', join(folder, 'secret')], {}],
      ['stripe-c', ['--secret-env', 'SOME_NAME'], { env: { SOME_NAME: secret } }],
    ]
    for (const [name, flags, options] of ways) {
      const made = await keybrake(
        ['connections', 'create', name, '--vendor', 'stripe', '--daily', '100', ...flags, '--json'],
        options,
      )
      assert.equal(made.code, 0, made.stderr)
      assert.equal(json(made)['has_secret'], true)
      assert.ok(!`${made.stdout}${made.stderr}`.includes(secret))
    }
    const dry = await keybrake(
      ['connections', 'create', 'stripe-d', '--vendor', 'stripe', '--secret-stdin', '--dry-run', '--json'],
      { input: secret },
    )
    assert.ok(!dry.stdout.includes(secret))
    assert.deepEqual(
      rows(await keybrake(['connections', 'list', '--json'])).map(({ name }) => name),
      ['stripe', 'stripe-a', 'stripe-b', 'stripe-c'],
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('a secret of several parts names each; one that is missing is a mistake of the command line', async () => {
  const env = { SID: `AC${'0'.repeat(32)}`, TOKEN: 'f'.repeat(32) }
  const made = await keybrake(
    [
      'connections',
      'create',
      'twilio',
      '--secret-env',
      'account_sid=SID',
      '--secret-env',
      'auth_token=TOKEN',
      '--json',
    ],
    { env },
  )
  assert.equal(json(made)['vendor'], 'twilio', made.stderr)
  for (const flags of [
    [],
    ['--secret-env', 'NOT_SET'],
    ['--secret-stdin', '--secret-env', 'SID'],
    ['--secret-env', 'SID', '--secret-env', 'TOKEN'],
  ])
    assert.equal((await keybrake(['connections', 'create', 'resend', ...flags], { env })).code, 2, flags.join(' '))
})

test('a connection is changed, and deleted with what hangs on it said first', async () => {
  const changed = json(
    await keybrake([
      'connections',
      'update',
      'stripe-a',
      '--daily',
      '55',
      '--rate',
      '10/s',
      '--no-correlate',
      '--json',
    ]),
  )
  assert.deepEqual([changed['daily_usd_cap'], changed['rate_limit'], changed['correlate']], [55, '10/s', false])
  await scene.admin.issue({ connection: 'stripe-a', total_usd_cap: 5 })
  const asked = await keybrake(['connections', 'delete', 'stripe-a'])
  assert.equal(asked.code, 2)
  assert.match(asked.stderr, /its secret will be erased/)
  assert.match(asked.stderr, /1 key\b/)
  assert.equal((await keybrake(['connections', 'delete', 'stripe-a', '--yes'])).code, 0)
  assert.equal((await keybrake(['connections', 'show', 'stripe-a'])).code, 4)
})

test('an issuer issues within its ceilings, sees only its own, and its role refuses the rest', async () => {
  const made = await keybrake([
    'principals',
    'create',
    'jobs',
    '--role',
    'issuer',
    '--vendor',
    'stripe',
    '--max-usd-cap',
    '10',
    '--max-ttl',
    '1h',
    '--daily',
    '30',
    '--json',
  ])
  const principal = json(made)
  assert.deepEqual(principal['ceilings'], {
    vendors: ['stripe'],
    max_usd_cap: '10',
    max_ttl: '1h',
    daily_usd_cap: '30',
  })
  const as = { KEYBRAKE_API_KEY: String(principal['credential']) }
  const issue = (cap: string) =>
    keybrake(['keys', 'issue', '--vendor', 'stripe', '--allow', 'POST /v1/payment_intents', '--total', cap, '--json'], {
      env: as,
    })
  assert.equal((await issue('10')).code, 0)
  const above = await issue('11')
  assert.equal(above.code, 3)
  assert.match(above.stderr, /max_usd_cap/)
  assert.equal(rows(await keybrake(['keys', 'list', '--json'], { env: as })).length, 1)
  const forbidden = await keybrake(['brake', 'on'], { env: as })
  assert.equal(forbidden.code, 3)
  assert.match(forbidden.stderr, /operator/)

  const rotated = await keybrake(['principals', 'rotate', String(principal['id']), '--yes', '--quiet'])
  assert.equal((await issue('1')).code, 6, 'the former credential ends')
  assert.equal((await keybrake(['keys', 'list'], { env: { KEYBRAKE_API_KEY: rotated.stdout.trim() } })).code, 0)
  const deleted = await keybrake(['principals', 'delete', String(principal['id']), '--yes', '--json'])
  assert.equal(json(deleted)['revoked'], 1)
  assert.match(deleted.stderr, /^jobs will call nothing any more\.\nLive keys issued by jobs: 1 key\.\n/)
  const refused = await keybrake(['principals', 'delete', 'admin', '--yes'])
  assert.equal(refused.code, 5)
  assert.match(refused.stderr, /^admin will call nothing any more\.\n/, 'it is told before it is done')
  assert.match((await keybrake(['principals', 'list'])).stdout, /^admin +admin +operator/m)
})
