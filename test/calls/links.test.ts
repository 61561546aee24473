/** Absolute links in answers lead back through the proxy, so that an SDK never takes the vault key to the vendor. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { rawRequest, sendRaw } from '../support/raw.ts'
import { charge, stageOnRecorder } from '../support/stage.ts'
import { sendJson } from '../support/upstream.ts'

const page = (number: number) => ({
  meta: {
    key: 'services',
    page: number,
    next_page_url: number > 1 ? null : `https://verify.twilio.com/v2/Services?PageSize=1&Page=${number + 1}`,
    first_page_url: 'https://verify.twilio.com/v2/Services?PageSize=1&Page=0',
    url: `https://verify.twilio.com/v2/Services?PageSize=1&Page=${number}`,
  },
  services: [
    { sid: `VA${number}`, note: 'see https://verify.twilio.com/v2/ for more', evil: 'https://evil.example/v2' },
  ],
})
const { upstream, product, admin, call } = await stageOnRecorder((heard, response) =>
  sendJson(response, 200, page(Number(new URL(heard.url, 'http://x').searchParams.get('Page') ?? '0'))),
)
beforeEach(() => upstream.clear())
const { vault_key } = await admin.issue({ vendor: 'twilio', total_usd_cap: 10, unknown_cost: 'allow' })

interface Page {
  readonly meta: { readonly next_page_url: string | null; readonly first_page_url: string }
  readonly services: readonly { readonly note: string; readonly evil: string }[]
}

test('by path: following next_page_url walks every page through the proxy', async () => {
  let next: string | null = `${product.url}/twilio/verify/v2/Services?PageSize=1`
  let pages = 0
  while (next !== null) {
    assert.ok(next.startsWith(`${product.url}/twilio/verify/v2/Services`), next)
    const { body } = await call({ key: vault_key, path: next.slice(product.url.length) })
    next = (body as unknown as Page).meta.next_page_url
    pages++
  }
  assert.equal(pages, 3)
  assert.equal(upstream.heard.length, 3)
})

test('by host: links keep the host that the caller uses', async () => {
  const answer = await sendRaw(
    product.port,
    rawRequest([
      'GET /v2/Services?PageSize=1 HTTP/1.1',
      `Host: verify.twilio.localhost:${product.port}`,
      'Connection: close',
      `Authorization: Bearer ${vault_key}`,
    ]),
    { quietMs: 10_000 },
  )
  const next = (JSON.parse(answer.body) as Page).meta.next_page_url ?? ''
  const { host, pathname } = new URL(next)
  assert.match(host, new RegExp(`twilio\\.localhost:${product.port}$`))
  const followed = await sendRaw(
    product.port,
    rawRequest([
      `GET ${pathname} HTTP/1.1`,
      `Host: ${host}`,
      'Connection: close',
      `Authorization: Bearer ${vault_key}`,
    ]),
    { quietMs: 10_000 },
  )
  assert.equal(followed.status, 200, `${next}: ${followed.body}`)
  assert.equal(upstream.heard.at(-1)?.url, '/v2/Services')
})

test('only links to the vendor’s own hosts are touched, and only whole ones', async () => {
  const { body } = await call({ key: vault_key, path: '/twilio/verify/v2/Services' })
  const [service] = (body as unknown as Page).services
  assert.equal(service?.evil, 'https://evil.example/v2')
  assert.equal(service?.note, 'see https://verify.twilio.com/v2/ for more')
})

test('Stripe’s and Resend’s bytes are not touched', async () => {
  const stripe = await admin.issue({ total_usd_cap: 10 })
  const answer = await call({ key: stripe.vault_key, form: charge(100) })
  assert.equal(answer.text, JSON.stringify(page(0)))
})
