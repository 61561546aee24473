/** `keybrake keys …`: real arguments, a real server, and the simulated vendor's word for what was executed. */
import assert from 'node:assert/strict'
import { writeFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Scene, startScene, stripeMicroUsd } from '../support/with-sandbox.ts'
import { json, keybrakeOf, type Run, rows } from './support/keybrake.ts'

let scene: Scene
let keybrake: Run

before(async () => {
  scene = await startScene()
  keybrake = keybrakeOf(scene.product)
})
after(() => scene[Symbol.asyncDispose]())

const CHARGES = ['--allow', 'POST /v1/payment_intents']
const charge = (bearer: string, cents: string) =>
  scene.agent.call({ bearer, path: '/v1/payment_intents', form: { amount: cents, currency: 'usd' } })

test('an issued key works at once, and what it may spend is what the flags said', async () => {
  const issued = await keybrake([
    'keys',
    'issue',
    '--vendor',
    'stripe',
    '--daily',
    '50',
    ...CHARGES,
    '--ttl',
    '2h',
    '--label',
    'first',
    '--tag',
    'team=a',
    '--json',
  ])
  assert.equal(issued.code, 0, issued.stderr)
  const key = json(issued)
  assert.equal(key['daily_usd_cap'], 50)
  assert.deepEqual(key['allowed_endpoints'], ['POST /v1/payment_intents'])
  assert.deepEqual(key['tags'], { team: 'a' })
  const lives = Date.parse(String(key['expires_at'])) - Date.parse(String(key['created_at']))
  assert.equal(lives, 2 * 3_600_000)

  const moved = stripeMicroUsd(scene.sandbox)
  assert.equal((await charge(String(key['vault_key']), '3000')).status, 200)
  assert.equal((await charge(String(key['vault_key']), '3000')).code, 'cap_exhausted')
  assert.equal(stripeMicroUsd(scene.sandbox) - moved, 30_000_000n)

  const shown = await keybrake(['keys', 'get', String(key['id'])])
  assert.match(shown.stdout, /day +50\.00 +30\.00 +0\.00 +20\.00/)
})

test('--quiet prints the key alone, and stdout has nothing else', async () => {
  const { stdout, code } = await keybrake([
    'keys',
    'issue',
    '--vendor',
    'stripe',
    '--total',
    '1',
    ...CHARGES,
    '--quiet',
  ])
  assert.equal(code, 0)
  assert.match(stdout, /^vault_key_[A-Za-z0-9]{65}\n$/)
})

test('a key for people is on stdout, what is said about it on stderr', async () => {
  const { stdout, stderr } = await keybrake(['keys', 'issue', '--vendor', 'stripe', '--total', '1', ...CHARGES])
  assert.match(stdout, /^vault key +vault_key_/)
  assert.doesNotMatch(stderr, /vault_key_/)
  assert.match(stderr, /shown this once/)
})

test('the caps of a key of a run are shown with it, though the run has them', async () => {
  const issued = await keybrake([
    'keys',
    'issue',
    ...['--vendor', 'stripe', '--daily-usd-cap', '500', '--run', 'capped run'],
    ...CHARGES,
  ])
  assert.match(issued.stdout, /^run:capped run +day +500\.00 +0\.00 +0\.00 +500\.00/m)
})

test('--dry-run sends nothing', async () => {
  const before = rows(await keybrake(['keys', 'list', '--label', 'dry', '--json']))
  const dry = await keybrake([
    'keys',
    'issue',
    '--vendor',
    'stripe',
    '--daily',
    '0.10',
    ...CHARGES,
    '--label',
    'dry',
    '--dry-run',
    '--json',
  ])
  assert.equal(dry.code, 0, dry.stderr)
  assert.deepEqual(json(dry)['body'], {
    vendor: 'stripe',
    allowed_endpoints: ['POST /v1/payment_intents'],
    daily_usd_cap: '0.10',
    label: 'dry',
  })
  assert.deepEqual(rows(await keybrake(['keys', 'list', '--label', 'dry', '--json'])), before)
})

test('the same --idempotency-key gives the same key, another request under it is a conflict', async () => {
  const args = [
    'keys',
    'issue',
    '--vendor',
    'stripe',
    '--total',
    '5',
    ...CHARGES,
    '--idempotency-key',
    'job-7',
    '--quiet',
  ]
  const first = await keybrake(args)
  assert.equal((await keybrake(args)).stdout, first.stdout)
  const other = await keybrake([...args, '--label', 'other'])
  assert.equal(other.code, 5)
  assert.match(other.stderr, /idempotency_mismatch/)
})

test('a request comes from a file or from stdin, and flags stand over it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keybrake-cli-'))
  try {
    const request = {
      vendor: 'stripe',
      allowed_endpoints: ['*'],
      total_usd_cap: 3,
      label: 'from-file',
      parameters: { currency: { in: ['usd'] } },
    }
    await writeFile(join(folder, 'policy.json'), JSON.stringify(request))
    const key = json(
      await keybrake(['keys', 'issue', '--from', join(folder, 'policy.json'), '--label', 'from-flag', '--json']),
    )
    assert.equal(key['label'], 'from-flag')
    assert.deepEqual(key['parameters'], request.parameters)
    const piped = json(await keybrake(['keys', 'issue', '--from', '-', '--json'], { input: JSON.stringify(request) }))
    assert.equal(piped['label'], 'from-file')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('a class of money has caps of its own, and rules come as JSON', async () => {
  const key = json(
    await keybrake([
      ...['keys', 'issue', '--vendor', 'stripe', '--total', '100', '--allow', '*', '--json'],
      ...['--cap', 'refund=5', '--cap', 'charge.daily=20', '--cap', 'charge.hourly=10'],
      ...['--parameters', '{"amount": {"max": 5000}}', '--unknown-cost', '0.5'],
    ]),
  )
  const caps = key['caps'] as Record<string, Record<string, unknown>>
  assert.equal(caps['refund']?.['total_usd_cap'], 5)
  assert.equal(caps['charge']?.['daily_usd_cap'], 20)
  assert.equal(caps['charge']?.['hourly_usd_cap'], 10)
  assert.deepEqual(key['unknown_cost'], { assume_usd: 0.5 })
})

test('update changes what it names and takes away what is none', async () => {
  const id = String(
    json(
      await keybrake([
        'keys',
        'issue',
        '--vendor',
        'stripe',
        '--daily',
        '5',
        '--total',
        '50',
        '--rate',
        '60/m',
        ...CHARGES,
        '--json',
      ]),
    )['id'],
  )
  const changed = json(
    await keybrake(['keys', 'update', id, '--daily', '7.5', '--rate', 'none', '--label', 'renamed', '--json']),
  )
  assert.equal(changed['daily_usd_cap'], 7.5)
  assert.equal(changed['total_usd_cap'], 50)
  assert.equal(changed['rate_limit'], null)
  assert.equal(changed['label'], 'renamed')
  const nothing = await keybrake(['keys', 'update', id])
  assert.equal(nothing.code, 2)
})

test('a revoked key reaches the vendor no more', async () => {
  const key = json(await keybrake(['keys', 'issue', '--vendor', 'stripe', '--total', '50', ...CHARGES, '--json']))
  const revoked = await keybrake(['keys', 'revoke', String(key['id']), '--reason', 'job finished', '--json'])
  assert.equal(json(revoked)['status'], 'revoked')
  assert.equal(json(revoked)['reason'], 'job finished')
  const moved = stripeMicroUsd(scene.sandbox)
  assert.equal((await charge(String(key['vault_key']), '100')).code, 'key_revoked')
  assert.equal(stripeMicroUsd(scene.sandbox), moved)
})

test('of several ids one that is wrong keeps no other alive', async () => {
  const issued = await keybrake(['keys', 'issue', '--vendor', 'stripe', '--total', '50', ...CHARGES, '--json'])
  const key = json(issued)
  const revoked = await keybrake(['keys', 'revoke', 'key_nope', String(key['id']), '-o', 'name'])
  assert.equal(revoked.code, 4)
  assert.equal(revoked.stdout, `${String(key['id'])}\n`)
  assert.equal((await charge(String(key['vault_key']), '100')).code, 'key_revoked')
})

test('a revocation of many says what it stops, and without a terminal asks for --yes', async () => {
  for (const label of ['batch-1', 'batch-2', 'other-1'])
    await keybrake(['keys', 'issue', '--vendor', 'stripe', '--total', '50', ...CHARGES, '--label', label, '--quiet'])
  const refused = await keybrake(['keys', 'revoke', '--label-prefix', 'batch-'])
  assert.equal(refused.code, 2)
  assert.match(refused.stderr, /whose label begins with batch-: 2 keys/)
  assert.match(refused.stderr, /--yes/)
  assert.equal(rows(await keybrake(['keys', 'list', '--label', 'batch-1', '--status', 'active', '--json'])).length, 1)

  const dry = await keybrake(['keys', 'revoke', '--label-prefix', 'batch-', '--dry-run', '--json'])
  assert.equal(dry.code, 0)
  assert.equal(rows(await keybrake(['keys', 'list', '--label', 'batch-2', '--status', 'active', '--json'])).length, 1)

  const done = await keybrake(['keys', 'revoke', '--label-prefix', 'batch-', '--yes', '--json'])
  assert.equal(json(done)['revoked'], 2)
  assert.equal(rows(await keybrake(['keys', 'list', '--label', 'other-1', '--status', 'active', '--json'])).length, 1)
})

test('a key that was found is revoked by itself, read from stdin', async () => {
  const { stdout } = await keybrake(['keys', 'issue', '--vendor', 'stripe', '--total', '50', ...CHARGES, '--quiet'])
  const revoked = await keybrake(['keys', 'revoke', '--vault-key-stdin', '--json'], { input: stdout })
  assert.equal(json(revoked)['revoked'], 1)
  assert.equal((await charge(stdout.trim(), '100')).code, 'key_revoked')
})

test('calls under way are part of what a revocation says', async () => {
  const key = json(
    await keybrake([
      'keys',
      'issue',
      '--vendor',
      'stripe',
      '--total',
      '50',
      ...CHARGES,
      '--label',
      'hanging',
      '--json',
    ]),
  )
  scene.sandbox.order({ vendor: 'stripe', kind: 'delay', ms: 8_000 })
  const call = charge(String(key['vault_key']), '1250')
  await new Promise((resolve) => setTimeout(resolve, 500))
  const { stderr } = await keybrake(['keys', 'revoke', '--label', 'hanging', '--dry-run'])
  assert.match(stderr, /1 call\b.*12\.50 USD held/)
  assert.equal((await call).status, 200)
})

test('every form of a list: table, wide, json, jsonl, csv, name', async () => {
  const args = (form: string) => ['keys', 'list', '--limit', '2', '-o', form]
  const page = rows(await keybrake(args('json')))
  assert.equal(page.length, 2)
  const names = (await keybrake(args('name'))).stdout
  assert.equal(names, page.map(({ id }) => `${String(id)}\n`).join(''))
  const lines = (await keybrake(args('jsonl'))).stdout.trimEnd().split('\n')
  assert.deepEqual(
    lines.map((line) => JSON.parse(line) as unknown),
    page,
  )
  const csv = (await keybrake(args('csv'))).stdout.split('\r\n')
  assert.match(csv[0] ?? '', /^id,status,label,/)
  assert.equal(csv[1]?.split(',')[0], page[0]?.['id'])
  const table = (await keybrake(args('table'))).stdout
  assert.ok(table.includes(String(page[0]?.['id'])), 'ids are whole where nobody’s terminal is narrow')
  assert.match((await keybrake(args('wide'))).stdout, /PRINCIPAL/)
  assert.equal((await keybrake(['keys', 'list', '--json', '-o', 'csv'])).code, 2)
  assert.equal((await keybrake(['keys', 'list', '-o', 'xml'])).code, 2)
})

test('lists go on page by page with --all, and say so where they stop', async () => {
  const all = rows(await keybrake(['keys', 'list', '--all', '--json']))
  const two = await keybrake(['keys', 'list', '--limit', '2', '--json'])
  assert.ok(all.length > 2)
  assert.deepEqual(rows(two), all.slice(0, 2))
  assert.equal((await keybrake(['keys', 'list', '--all', '--limit', '2'])).code, 2)
})
