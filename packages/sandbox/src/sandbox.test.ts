import assert from 'node:assert/strict'
import { Agent, request } from 'node:http'
import { test } from 'node:test'
import { startSandbox } from './index.ts'

test('a thousand simultaneous connections are all served and counted', async (t) => {
  const sandbox = await startSandbox()
  t.after(() => sandbox.close())
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity })
  t.after(() => agent.destroy())
  const charge = () =>
    new Promise<number>((resolve, reject) => {
      const headers = { authorization: 'Bearer sk_test_any', 'content-length': '24' }
      const call = request(
        `${sandbox.urls.stripe}/v1/payment_intents`,
        { method: 'POST', agent, headers },
        (answer) => {
          answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
        },
      )
      call.on('error', reject)
      call.end('amount=2999&currency=usd')
    })
  const statuses = await Promise.all(Array.from({ length: 1000 }, charge))
  assert.ok(statuses.every((status) => status === 200))
  assert.deepEqual(sandbox.totals().stripe.added, { usd: String(1000 * 2999) })
})

test('hears every header and body as they came, the newest of them', async (t) => {
  const sandbox = await startSandbox({ heardKept: 2 })
  t.after(() => sandbox.close())
  for (const body of ['a=1', 'a=2', 'a=3']) await fetch(`${sandbox.urls.stripe}/v1/x?y`, { method: 'POST', body })
  assert.deepEqual(
    sandbox.heard().map(({ vendor, method, url, body }) => [vendor, method, url, body]),
    [
      ['stripe', 'POST', '/v1/x?y', 'a=2'],
      ['stripe', 'POST', '/v1/x?y', 'a=3'],
    ],
  )
  assert.equal(sandbox.requests().stripe, 3)
})

test('close ends connections that hang', async () => {
  const sandbox = await startSandbox()
  sandbox.order({ vendor: 'stripe', kind: 'hang' })
  const headers = { authorization: 'Bearer sk_test_any' }
  const hanging = fetch(`${sandbox.urls.stripe}/v1/balance`, { headers })
  while (sandbox.requests().stripe === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  await sandbox.close()
  await assert.rejects(hanging)
})
