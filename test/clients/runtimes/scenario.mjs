/** What the package must do on every runtime, by nothing but what the web has. Gives back what it saw. */
import { AdminError, CapExhausted, Keybrake, refusalOfResponse, Unavailable } from '@keybrake/client'
import { FakeKeybrake } from '@keybrake/client/testing'

export async function scenario(url, apiKey, customer) {
  const keybrake = new Keybrake({ url, apiKey })
  const key = await keybrake.keys.issue({
    vendor: 'stripe',
    allowed_endpoints: ['payment_intents.create'],
    total_usd_cap: '50',
    tags: { customer },
  })
  const stop = new AbortController()
  const events = []
  const calls = new Set()
  let heard
  const enough = new Promise((resolve) => (heard = resolve))
  let opened
  const open = new Promise((resolve) => (opened = resolve))
  const watching = (async () => {
    for await (const { kind, data } of keybrake.events.watch({ signal: stop.signal, opened })) {
      // An outcome names its call alone.
      if (data.key_id === key.id) calls.add(data.call_id)
      if (!calls.has(data.call_id)) continue
      events.push(kind)
      if (kind === 'refused') heard()
    }
  })()
  await open
  const pay = () =>
    fetch(`${key.base_url}/v1/payment_intents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key.vault_key}` },
      body: new URLSearchParams({ amount: '2999', currency: 'usd', customer }),
    })
  const first = await pay()
  const paid = await first.json()
  const second = await pay()
  const refusal = await refusalOfResponse(second)
  await second.body?.cancel()
  await enough
  stop.abort()
  await watching

  const { budgets } = await key.read()
  const rows = []
  for await (const row of keybrake.audit.list({ key_id: key.id, limit: 1 })) rows.push([row.decision, row.code])
  const jsonl = await new Response(await keybrake.audit.export('jsonl', { key_id: key.id })).text()
  await key[Symbol.asyncDispose]()
  const wrong = await keybrake.keys.issue({ vendor: 'stripe', allowed_endpoints: ['*'] }).catch((error) => error)
  const gone = new Keybrake({ url: 'http://127.0.0.1:9', apiKey, retries: 0, timeoutMs: 5_000 })
  const nobody = await gone.brake.read().catch((error) => error)

  const fake = new FakeKeybrake()
  const fakeKey = await fake.client().keys.issue({ vendor: 'resend', allowed_endpoints: ['*'], total_usd_cap: 0.001 })
  const send = () =>
    fake.fetch(`${fakeKey.base_url}/emails`, {
      method: 'POST',
      headers: { authorization: `Bearer ${fakeKey.vault_key}`, 'content-type': 'application/json' },
      body: '{"to":["a@example.org"]}',
    })

  return {
    paid: paid.object,
    refused: [refusal instanceof CapExhausted, refusal?.code, refusal?.remainingUsd],
    events: events.includes('call') && events.includes('outcome') && events.at(-1) === 'refused',
    spent: budgets.find(({ kind }) => kind === 'key')?.spent_usd,
    rows,
    exported: jsonl.trim().split('\n').length,
    ended: key.status,
    printed: JSON.stringify(key).includes('vault_key_'),
    wrong: [wrong instanceof AdminError, wrong.code],
    nobody: [nobody instanceof Unavailable, nobody.code],
    fake: [(await send()).status, (await send()).status, fake.executed('resend').length],
  }
}
