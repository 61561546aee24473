/** The product before a fake that nobody here wrote, with a relay on either side: what the SDK sent, and what the vendor saw. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { type CountingRelay, type Exchange, startRelay } from '../../support/relay.ts'
import { endWithFile, recorderSettings, SECRETS, type Stage, stageOf } from '../../support/stage.ts'
import { figure } from '../../support/figures.ts'
import { startProduct } from '../../support/product.ts'
import type { Fake } from './fake.ts'

export interface Behind extends Stage {
  readonly fake: Fake
  /** Between the SDK and the product. */
  readonly before: CountingRelay
  /** Between the product and the fake. */
  readonly behind: CountingRelay
  /** How many requests `allAccepted` has looked at. */
  readonly accepted: { count: number }
}

/** `sk_test_` and one word: the only form that stripe-mock takes. */
export const STRIPE_SECRET = 'sk_test_RealSecretOfTheOperator0123456789'

export async function stageBefore(fake: Fake): Promise<Behind> {
  const behind = await startRelay(fake.url)
  after(() => behind[Symbol.asyncDispose]())
  const product = await startProduct({ env: { ...recorderSettings(behind), STRIPE_SECRET_KEY: STRIPE_SECRET } })
  endWithFile(product)
  const before = await startRelay(product.url)
  after(() => before[Symbol.asyncDispose]())
  const accepted = { count: 0 }
  after(() => figure(`requests that ${fake.name} accepted after they had passed the product`, accepted.count))
  return { ...stageOf(product), fake, before, behind, accepted }
}

const basic = (user: string, password: string): string => `Basic ${btoa(`${user}:${password}`)}`
const CREDENTIALS: Readonly<Record<string, string>> = {
  stripe: `Bearer ${STRIPE_SECRET}`,
  twilio: basic(SECRETS.twilioSid, SECRETS.twilioToken),
  resend: `Bearer ${SECRETS.resend}`,
}

/** Every request since the relays were cleared: answered with success, under the real credential, without a trace of the vault key. */
export function allAccepted(
  { before, behind, fake, accepted }: Behind,
  vendor: string,
  vaultKey: string,
  expected: number,
): readonly Exchange[] {
  assert.equal(before.exchanges.length, expected, before.requests.join(', '))
  for (const { method, url, status, answer } of before.exchanges)
    assert.ok(status >= 200 && status < 300, `${method} ${url} was answered ${status} ${answer}\n${fake.output()}`)
  assert.ok(behind.exchanges.length >= expected, 'a question of the proxy’s own may come on top')
  for (const exchange of behind.exchanges) {
    const { method, url, status, headers, answer } = exchange
    assert.ok(status >= 200 && status < 300, `the fake answered ${method} ${url} with ${status} ${answer}`)
    assert.equal(headers['authorization'], CREDENTIALS[vendor])
    assert.equal(headers['sl-violations'], undefined)
    assert.ok(!JSON.stringify(exchange).includes(vaultKey), `the vendor saw the vault key in ${method} ${url}`)
  }
  accepted.count += behind.exchanges.length
  return behind.exchanges
}

/**
 * Where the vendor honours keys, one of ours stands for the caller's, which never arrives as it came.
 * @param honoured the requests whose key the vendor looks at; there must be one
 */
export function keysAreScoped({ before, behind }: Behind, honoured: (exchange: Exchange) => boolean): void {
  const keyOf = ({ headers }: Exchange): string | undefined => headers['idempotency-key'] as string | undefined
  const writes = behind.exchanges.filter(honoured)
  assert.ok(writes.length > 0)
  for (const write of writes) assert.match(keyOf(write) ?? '', /^kb_\S{20,}$/, `${write.method} ${write.url}`)
  const seen = new Set(behind.exchanges.map(keyOf))
  for (const exchange of before.exchanges) {
    const own = keyOf(exchange)
    assert.ok(own === undefined || !seen.has(own), 'the caller’s own key reached the vendor')
  }
}
