/** `keybrake mcp` as an agent's host runs it: a child process, spoken to by the protocol's own client. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { Keybrake } from '@keybrake/client'
import { stripeClient } from '@keybrake/client/stripe'
import Stripe from 'stripe'
import { ADMIN_KEY, REPOSITORY } from '../support/product.ts'
import { stageOnSandbox } from '../support/stage.ts'

const { sandbox, product } = await stageOnSandbox()
const operator = new Keybrake({ url: product.url, apiKey: ADMIN_KEY })
const issuer = await operator.principals.create({
  name: 'an agent',
  role: 'issuer',
  ceilings: {
    vendors: ['stripe'],
    allowed_endpoints: ['payment_intents.*'],
    max_usd_cap: 50,
    max_ttl: '1h',
    daily_usd_cap: 80,
  },
})

interface Session extends AsyncDisposable {
  readonly client: Client
  readonly call: (name: string, fields?: Record<string, unknown>) => Promise<CallToolResult>
  readonly stderr: () => string
  readonly pid: number
  /** Resolves when the server has ended by itself. */
  readonly closed: Promise<void>
}

async function session(apiKey: string, ...flags: readonly string[]): Promise<Session> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [`${REPOSITORY}packages/cli/bin/keybrake.cjs`, 'mcp', ...flags],
    env: { PATH: process.env['PATH'] ?? '', KEYBRAKE_URL: product.url, KEYBRAKE_API_KEY: apiKey },
    stderr: 'pipe',
  })
  let stderr = ''
  transport.stderr?.on('data', (text: Buffer) => (stderr += text.toString()))
  const client = new Client({ name: 'test', version: '1' })
  const closed = new Promise<void>((resolve) => (client.onclose = resolve))
  await client.connect(transport)
  return {
    client,
    call: async (name, fields = {}) => (await client.callTool({ name, arguments: fields })) as CallToolResult,
    stderr: () => stderr,
    pid: transport.pid ?? 0,
    closed,
    [Symbol.asyncDispose]: () => client.close(),
  }
}

const MODEST = {
  vendor: 'stripe',
  allowed_endpoints: ['payment_intents.create'],
  total_usd_cap: 40,
  purpose: 'one order',
}
const charge = { amount: 2_999, currency: 'usd', payment_method: 'pm_card_visa', confirm: true } as const
const fieldsOf = (answer: CallToolResult) => answer.structuredContent as Record<string, unknown>
const grantedBy = (answer: CallToolResult) =>
  fieldsOf(answer) as unknown as { key_id: string; vault_key: string; base_url: string }

test('a key asked for works at the vendor under its cap, and spend and audit tell of it', async () => {
  await using agent = await session(issuer.credential)
  const { tools } = await agent.client.listTools()
  assert.deepEqual(tools.map(({ name }) => name).sort(), ['audit', 'request_key', 'spend'])

  sandbox.clear()
  const key = grantedBy(await agent.call('request_key', MODEST))
  const stripe = stripeClient(Stripe, key)
  const { id } = await stripe.paymentIntents.create(charge)
  await assert.rejects(stripe.paymentIntents.create(charge), { code: 'cap_exhausted' })
  assert.deepEqual(
    sandbox.executed().map((one) => one.id),
    [id],
  )

  const { calls } = fieldsOf(await agent.call('audit', {})) as { calls: Record<string, unknown>[] }
  assert.deepEqual(
    calls.map(({ decision, code, cost_usd, vendor_object_id }) => [decision, code, cost_usd, vendor_object_id]),
    [
      ['refused', 'cap_exhausted', 0, null],
      ['allowed', null, 29.99, id],
    ],
  )
  const spend = fieldsOf(await agent.call('spend', {})) as {
    totals: { group: string; spent_usd: number }[]
    live_keys: { key_id: string; budgets: { remaining_usd: number }[] }[]
  }
  assert.deepEqual(
    spend.totals.map(({ group, spent_usd }) => [group, spent_usd]),
    [['mcp', 29.99]],
  )
  assert.equal(spend.live_keys[0]?.key_id, key.key_id)
  assert.equal(spend.live_keys[0]?.budgets[0]?.remaining_usd, 10.01)
  const row = await operator.audit.list({ q: String(calls[0]?.['call_id']) }).toArray()
  assert.deepEqual(row[0]?.tags, { purpose: 'one order', requested_by: 'mcp' })
})

test('what lies above a ceiling is an answer with isError, and no key comes of it', async () => {
  await using agent = await session(issuer.credential)
  const before = (await operator.keys.list().toArray()).length
  for (const [ceiling, change] of [
    ['max_usd_cap', { total_usd_cap: 51 }],
    ['max_ttl', { expires_in: '2h' }],
    ['allowed_endpoints', { allowed_endpoints: ['refunds.create'] }],
    ['vendors', { vendor: 'resend', allowed_endpoints: ['emails.send'] }],
  ] as const) {
    const answer = await agent.call('request_key', { ...MODEST, ...change })
    assert.equal(answer.isError, true, ceiling)
    const told = fieldsOf(answer)
    assert.deepEqual([told['code'], told['ceiling'], told['retryable']], ['ceiling_exceeded', ceiling, false])
    assert.match(String(told['message']), /Do not retry/)
  }
  assert.equal((await operator.keys.list().toArray()).length, before)
})

test('a member that a tool does not know is an error that names it, and no key comes of it', async () => {
  await using agent = await session(issuer.credential)
  const before = (await operator.keys.list().toArray()).length
  for (const [tool, fields] of [
    ['request_key', { ...MODEST, max_usd_per_call: 5 }],
    ['audit', { runs: 'r' }],
    ['spend', { form: '2026-01-01T00:00:00Z' }],
  ] as const) {
    const { isError, content } = await agent.call(tool, fields)
    assert.equal(isError, true, tool)
    assert.match(JSON.stringify(content), /Unrecognized key.*(max_usd_per_call|runs|form)/, tool)
  }
  assert.equal((await operator.keys.list().toArray()).length, before)
})

test('the keys of a session are revoked when it ends', async () => {
  let key: { key_id: string }
  {
    await using agent = await session(issuer.credential)
    key = grantedBy(await agent.call('request_key', MODEST))
    assert.equal((await operator.keys.read(key.key_id)).status, 'active')
  }
  const { status, reason } = await operator.keys.read(key.key_id)
  assert.deepEqual([status, reason], ['revoked', 'scope ended'])
})

test('a host that ends its server by a signal leaves no key, whichever signal', { timeout: 60_000 }, async () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    await using agent = await session(issuer.credential)
    const key = grantedBy(await agent.call('request_key', MODEST))
    process.kill(agent.pid, signal)
    await agent.closed
    assert.equal((await operator.keys.read(key.key_id)).status, 'revoked', signal)
  }
})

test('a key that was being issued when the session ended is revoked too', async () => {
  const before = new Set((await operator.keys.list().toArray()).map(({ id }) => id))
  {
    await using agent = await session(issuer.credential)
    const asking = Array.from({ length: 20 }, () => agent.call('request_key', { ...MODEST, total_usd_cap: 1 }))
    void Promise.allSettled(asking)
  }
  const made = (await operator.keys.list().toArray()).filter(({ id }) => !before.has(id))
  assert.deepEqual(
    made.filter(({ status }) => status === 'active').map(({ id }) => id),
    [],
  )
})

test('an operator’s credential grants nothing to a model', async () => {
  await using agent = await session(ADMIN_KEY)
  const { tools } = await agent.client.listTools()
  assert.deepEqual(tools.map(({ name }) => name).sort(), ['audit', 'spend'])
  assert.match(agent.stderr(), /request_key is not offered/)
  const answer = await agent.call('request_key', MODEST)
  assert.equal(answer.isError, true)
})

test('an issuer’s agent sees its own calls alone', async () => {
  await using agent = await session(issuer.credential)
  await using foreign = await operator.keys.issue({ vendor: 'stripe', allowed_endpoints: ['*'], total_usd_cap: 100 })
  await stripeClient(Stripe, foreign).paymentIntents.create(charge)
  const { calls } = fieldsOf(await agent.call('audit', { limit: 50 })) as { calls: { cost_usd: number }[] }
  assert.equal(calls.filter(({ cost_usd }) => cost_usd > 0).length, 1, 'the one of the first test')
})

test('the names that allowed_endpoints takes are a resource', async () => {
  await using agent = await session(issuer.credential)
  const { resources } = await agent.client.listResources()
  assert.ok(resources.some(({ uri }) => uri === 'keybrake://vendors/stripe'))
  const { contents } = await agent.client.readResource({ uri: 'keybrake://vendors/stripe' })
  const first = contents[0]
  assert.ok(first !== undefined && 'text' in first)
  assert.match(first.text, /"operation":"payment_intents.create","endpoint":"POST \/v1\/payment_intents"/)
})
