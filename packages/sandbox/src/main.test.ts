import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const sandbox = spawn(process.execPath, [MAIN, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
after(() => sandbox.kill('SIGKILL'))
const lines = await printed(sandbox, /sandbox listening on .*\n/)
const control = /^sandbox listening on (\S+)$/m.exec(lines)?.[1] ?? ''
const stripe = /^stripe on (\S+)$/m.exec(lines)?.[1] ?? ''

async function json(path: string, init?: RequestInit): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${control}${path}`, init)
  return { status: answer.status, body: await answer.json() }
}

const charge = (customer: string): Promise<Response> =>
  fetch(`${stripe}/v1/payment_intents`, {
    method: 'POST',
    body: new URLSearchParams({ amount: '2999', currency: 'usd', customer }),
    headers: { authorization: 'Bearer sk_test_any' },
  })

test('prints one line per vendor, the control port last, and answers there', async () => {
  assert.match(
    lines,
    /^stripe on http:\/\/\S+\ntwilio on http:\/\/\S+\nresend on http:\/\/\S+\nsandbox listening on http:\/\/\S+\n$/,
  )
  const { body } = await json('/')
  assert.equal((body as { stripe: string }).stripe, stripe)
})

test('tells what was executed by vendor and customer, and forgets it on DELETE /state', async () => {
  await charge('cus_1')
  await charge('cus_2')
  const one = (await json('/executed?vendor=stripe&customer=cus_1')).body as { amount: string }[]
  assert.deepEqual(
    one.map(({ amount }) => amount),
    ['2999'],
  )
  assert.equal(((await json('/executed?after=1')).body as unknown[]).length, 1)
  const totals = (await json('/totals')).body as { stripe: { executed: number; added: object } }
  assert.deepEqual([totals.stripe.executed, totals.stripe.added], [2, { usd: '5998' }])
  assert.deepEqual((await json('/totals?vendor=stripe&customer=cus_2')).body, { executed: 1, added: { usd: '2999' } })
  await json('/state', { method: 'DELETE' })
  assert.deepEqual((await json('/executed')).body, [])
})

test('faults are ordered over the control port; one that cannot be read orders nothing', async () => {
  const post = (body: unknown) => json('/faults', { method: 'POST', body: JSON.stringify(body) })
  const lost = { vendor: 'stripe', kind: 'reset_after' }
  assert.equal((await post([lost, { vendor: 'stripe', kind: 'explode' }])).status, 400)
  assert.equal((await charge('cus_3')).status, 200)
  assert.equal((await post(lost)).status, 201)
  await assert.rejects(charge('cus_3'))
  assert.equal(((await json('/executed?customer=cus_3')).body as unknown[]).length, 2)
})

test('a port that is taken is said plainly, and the exit code is 1', async () => {
  const second = spawn(process.execPath, [MAIN, '--port', new URL(control).port], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  second.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  assert.equal(await exitOf(second), 1)
  assert.match(said, /EADDRINUSE/)
})

test('SIGTERM ends it with 0', async () => {
  sandbox.kill('SIGTERM')
  assert.equal(await exitOf(sandbox), 0)
})

const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('close', (code) => resolve(code)))

function printed(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (pattern.test(text)) resolve(text)
    })
  })
}
