/** `keybrake audit …`, `calls`, `spend`: what happened, found, followed, exported, proven. */
import assert from 'node:assert/strict'
import { access, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Scene, startScene } from '../support/with-sandbox.ts'
import { startCuttingRelay } from './support/cutting-relay.ts'
import { json, keybrakeOf, launch, type Run, rows, settingsFor, until } from './support/keybrake.ts'

let scene: Scene
let keybrake: Run
let bearer: string

before(async () => {
  scene = await startScene()
  keybrake = keybrakeOf(scene.product)
  bearer = (await scene.admin.issue({ label: 'nightly', run: 'night-1', total_usd_cap: 60, tags: { team: 'a' } }))
    .vault_key
  for (const cents of ['2999', '2999', '2999']) await charge(cents)
})
after(() => scene[Symbol.asyncDispose]())

const charge = (cents: string, key = bearer) =>
  scene.agent.call({ bearer: key, path: '/v1/payment_intents', form: { amount: cents, currency: 'usd' } })

test('the log shows each call once, with what it counted', async () => {
  const found = rows(await keybrake(['audit', '--label', 'nightly', '--json']))
  assert.deepEqual(
    found.map((row) => [row['decision'], row['cost_usd'], row['code']]),
    [
      ['refused', 0, 'cap_exhausted'],
      ['allowed', 29.99, null],
      ['allowed', 29.99, null],
    ],
  )
  assert.deepEqual(rows(await keybrake(['audit', 'list', '--label', 'nightly', '--json'])), found, 'alone is list')
})

test('filters: decision, code, tag, amount, state, time, kind', async () => {
  const count = async (...args: string[]): Promise<number> =>
    rows(await keybrake(['audit', '--run', 'night-1', ...args, '--json'])).length
  assert.equal(await count('--decision', 'refused'), 1)
  assert.equal(await count('--code', 'cap_exhausted'), 1)
  assert.equal(await count('--tag', 'team=a'), 3)
  assert.equal(await count('--tag', 'team=b'), 0)
  assert.equal(await count('--min-usd', '29.99'), 2)
  assert.equal(await count('--state', 'settled'), 2)
  assert.equal(await count('--since', '1h'), 3)
  assert.equal(await count('--until', '2h'), 0)
  const admin = rows(await keybrake(['audit', '--kind', 'admin', '--json']))
  assert.ok(admin.length > 0 && admin.every(({ kind }) => kind === 'admin'))
  assert.equal((await keybrake(['audit', '--since', 'yesterday'])).code, 2)
  const wrong = await keybrake(['audit', '--min-usd', 'much'])
  assert.equal(wrong.code, 3)
  assert.match(wrong.stderr, /\/min_usd/)
})

test('one call with the steps by which it was judged, and its budgets after it', async () => {
  const [refused] = rows(await keybrake(['audit', '--decision', 'refused', '--label', 'nightly', '--json']))
  const shown = await keybrake(['calls', 'show', String(refused?.['call_id'])])
  assert.match(shown.stdout, /code +cap_exhausted/)
  assert.match(shown.stdout, /Caps +refused +cap_exhausted/)
  assert.match(shown.stdout, /run:night-1 +total +60\.00 +59\.98 +0\.00 +0\.02/)
  assert.equal((await keybrake(['calls', 'show', 'call_nope'])).code, 4)
})

test('totals by run', async () => {
  const { stdout } = await keybrake(['spend', '--by', 'run', '-o', 'csv'])
  assert.match(stdout, /\r\nnight-1,2,59\.98,0\r\n/)
  assert.equal(json(await keybrake(['spend', '--json']))['by'], 'label')
})

test('an export is the whole log, in a file that only its owner reads, and appears when it is whole', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keybrake-cli-'))
  try {
    const path = join(folder, 'audit.jsonl')
    const { code, stderr } = await keybrake(['audit', 'export', '--out', path])
    assert.equal(code, 0, stderr)
    const lines = (await readFile(path, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string })
    assert.deepEqual(new Set(lines.map(({ kind }) => kind)), new Set(['call', 'admin']))
    assert.equal((await stat(path)).mode & 0o077, 0)
    await assert.rejects(access(`${path}.part`))
    const csv = await keybrake(['audit', 'export', '--format', 'csv', '--kind', 'call', '--label', 'nightly'])
    assert.equal(csv.stdout.trimEnd().split('\r\n').length, 4)
    assert.equal((await keybrake(['audit', 'export', '--out', join(folder, 'none', 'x')])).code, 2)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('an export that breaks off leaves no file behind, and says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keybrake-cli-'))
  const { createServer } = await import('node:http')
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    response.write('{"kind":"call"}\n')
    setTimeout(() => response.destroy(), 100)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  try {
    const path = join(folder, 'audit.jsonl')
    const broken = await keybrake(['audit', 'export', '--out', path], {
      env: { KEYBRAKE_URL: `http://127.0.0.1:${port}` },
    })
    assert.equal(broken.code, 7)
    assert.match(broken.stderr, /broke off/)
    await assert.rejects(access(path))
    await assert.rejects(access(`${path}.part`))
  } finally {
    server.close()
    await rm(folder, { recursive: true, force: true })
  }
})

test('--follow shows each call as it ends, only those asked for, and goes on after its connection broke', async () => {
  await using relay = await startCuttingRelay(scene.product.url)
  const key = await scene.admin.issue({ label: 'followed', total_usd_cap: 60 })
  using follower = launch(['audit', '--follow', '--label', 'followed', '--json'], {
    env: { ...settingsFor(scene.product), KEYBRAKE_URL: relay.url },
  })
  const told = () =>
    follower
      .stdout()
      .trimEnd()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  const ends = () => told().filter(({ event }) => event === 'outcome' || event === 'refused')
  await until(() => relay.connections() > 0, 'the stream is open')
  await until(async () => {
    await charge('100', key.vault_key)
    return ends().length > 0
  }, 'the first call is told')
  const first = await settled(ends)
  await charge('100')
  await charge('200', key.vault_key)
  await until(() => ends().length === first + 1, 'the next call is told')

  relay.cut()
  const missed = await charge('300', key.vault_key)
  await charge('9999', key.vault_key)
  relay.mend()
  await until(() => ends().length === first + 3, 'what happened meanwhile is told')
  assert.ok(ends().some((one) => one['call_id'] === missed.callId && one['cost_usd'] === 3))
  assert.ok(told().every((one) => one['key_label'] === undefined || one['key_label'] === 'followed'))

  follower.kill('SIGINT')
  const { code, stdout } = await follower.ended
  assert.equal(code, 130)
  const ids = stdout
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as Record<string, unknown>)['event_id'])
  assert.equal(new Set(ids).size, ids.length, 'nothing is told twice')
})

/** The count once it stands still. */
async function settled(of: () => readonly unknown[]): Promise<number> {
  for (let before = -1; ; await new Promise((resolve) => setTimeout(resolve, 500))) {
    if (of().length === before) return before
    before = of().length
  }
}

test('a hold of unknown fate ends by a person’s word', async () => {
  const key = await scene.admin.issue({ label: 'lost', total_usd_cap: 60 })
  // The vendor did nothing, and nothing that can be found there says so.
  scene.sandbox.order({ vendor: 'stripe', kind: 'reset_before' })
  const { callId } = await charge('1234', key.vault_key)
  const id = String(callId)
  await until(
    async () => rows(await keybrake(['audit', '--state', 'unknown', '--label', 'lost', '--json'])).length === 1,
    'it is unknown',
  )
  assert.equal((await keybrake(['audit', 'resolve', id, '--executed'])).code, 2, 'a reason is wanted')
  assert.equal((await keybrake(['audit', 'resolve', id, '--reason', 'x'])).code, 2, 'and what is known')
  const asks = await keybrake(['audit', 'resolve', id, '--executed', '--reason', 'seen'])
  assert.equal(asks.code, 2)
  assert.match(asks.stderr, /12\.34 USD are counted as spent/)
  const done = json(
    await keybrake(['audit', 'resolve', id, '--executed', '--cost', '12.00', '--reason', 'seen', '--yes', '--json']),
  )
  assert.deepEqual([done['state'], done['cost_usd']], ['settled', 12])
  assert.equal((await keybrake(['audit', 'resolve', id, '--executed', '--reason', 'seen', '--yes'])).code, 5)
})
