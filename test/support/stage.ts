/** The product before all three vendors, and one call through it: what the suites of the whole product start with. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { type Sandbox, type SandboxOptions, startSandbox } from '@keybrake/sandbox'
import type { Admin, Json } from './admin.ts'
import { type Product, startProduct } from './product.ts'
import { type RawAnswer, type RawOptions, rawRequest, sendRaw } from './raw.ts'
import { type Answer, type RecordingUpstream, startRecordingUpstream } from './upstream.ts'

export const SECRETS = {
  stripe: 'sk_test_51RealSecretOfTheOperator0123456789',
  twilioSid: 'AC0123456789abcdef0123456789abcdef',
  twilioToken: 'fedcba9876543210fedcba9876543210',
  resend: 're_RealSecretOfTheOperator_0123456789',
} as const

export interface Call {
  readonly key: string
  /** Default POST, or GET where there is nothing to send. */
  readonly method?: string
  /** Default `/stripe/v1/payment_intents`. */
  readonly path?: string
  readonly form?: Readonly<Record<string, string>>
  readonly json?: unknown
  /** Sent as it stands, with `type`. */
  readonly body?: string
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface CallAnswer {
  readonly status: number
  readonly headers: Headers
  /** `Keybrake-Code`; null where the answer is the vendor's. */
  readonly code: string | null
  readonly callId: string
  readonly body: Json
  readonly text: string
}

export interface Stage {
  readonly product: Product
  readonly admin: Admin
  readonly call: (call: Call) => Promise<CallAnswer>
  /** A request by hand, alone on its connection: the lines after `Host`, `Connection: close` and `Authorization`. */
  readonly raw: (
    key: string,
    requestLine: string,
    lines?: readonly string[],
    body?: string,
    options?: RawOptions,
  ) => Promise<RawAnswer>
  /** The one audit row of a call. */
  readonly row: (callId: string) => Promise<Json>
}

/** In front of the simulated vendors. Ends with the test file. */
export async function stageOnSandbox(
  options: SandboxOptions = {},
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Stage & { readonly sandbox: Sandbox }> {
  const sandbox = await startSandbox(options)
  after(() => sandbox.close())
  const { stripe, twilio, resend } = sandbox.credentials
  const product = await startProduct({
    env: {
      STRIPE_SECRET_KEY: stripe.secret_key,
      TWILIO_ACCOUNT_SID: twilio.account_sid,
      TWILIO_AUTH_TOKEN: twilio.auth_token,
      RESEND_API_KEY: resend.api_key,
      KEYBRAKE_STRIPE_UPSTREAM: sandbox.urls.stripe,
      KEYBRAKE_TWILIO_UPSTREAM: sandbox.urls.twilio,
      KEYBRAKE_RESEND_UPSTREAM: sandbox.urls.resend,
      ...env,
    },
  })
  endWithFile(product)
  return { sandbox, ...stageOf(product) }
}

/** In front of a vendor that judges nothing and remembers all it heard. Ends with the test file. */
export async function stageOnRecorder(
  answer?: Answer,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Stage & { readonly upstream: RecordingUpstream }> {
  const upstream = await startRecordingUpstream(answer)
  after(() => upstream[Symbol.asyncDispose]())
  const product = await startProduct({ env: { ...recorderSettings(upstream), ...env } })
  endWithFile(product)
  return { upstream, ...stageOf(product) }
}

/** In order where the tests end in order, else together with the process that ran them. */
export function endWithFile(product: Product): void {
  const kill = (): void => void process.kill(-product.pid, 'SIGKILL')
  process.once('exit', kill)
  after(async () => {
    await product.stop()
    process.off('exit', kill)
  })
}

export const recorderSettings = ({ url }: Pick<RecordingUpstream, 'url'>): Record<string, string> => ({
  STRIPE_SECRET_KEY: SECRETS.stripe,
  TWILIO_ACCOUNT_SID: SECRETS.twilioSid,
  TWILIO_AUTH_TOKEN: SECRETS.twilioToken,
  RESEND_API_KEY: SECRETS.resend,
  KEYBRAKE_STRIPE_UPSTREAM: url,
  KEYBRAKE_TWILIO_UPSTREAM: url,
  KEYBRAKE_RESEND_UPSTREAM: url,
})

export function stageOf(product: Product): Stage {
  return {
    product,
    admin: product.admin,
    call: (call) => send(product.url, call),
    raw: (key, requestLine, lines = [], body = '', options = { quietMs: 10_000 }) => {
      const own = [`Host: 127.0.0.1:${product.port}`, 'Connection: close', `Authorization: Bearer ${key}`]
      return sendRaw(product.port, rawRequest([requestLine, ...own, ...lines], body), options)
    },
    row: async (callId) => {
      const answer = await product.admin.request('GET', `/vault/audit/${callId}`)
      assert.equal(answer.status, 200, answer.text)
      return answer.body
    },
  }
}

async function send(origin: string, call: Call): Promise<CallAnswer> {
  const [type, body] = payload(call)
  const { key, method = body === null ? 'GET' : 'POST', path = '/stripe/v1/payment_intents', headers = {} } = call
  const init: RequestInit = {
    method,
    headers: { authorization: `Bearer ${key}`, ...(type === null ? {} : { 'content-type': type }), ...headers },
  }
  if (body !== null) init.body = body
  const answer = await fetch(origin + path, init)
  const text = await answer.text()
  return {
    status: answer.status,
    headers: answer.headers,
    code: answer.headers.get('keybrake-code'),
    callId: answer.headers.get('keybrake-call-id') ?? '',
    body: objectOf(text),
    text,
  }
}

function payload({ form, json, body, type }: Call): [string | null, string | null] {
  if (form !== undefined) return ['application/x-www-form-urlencoded', new URLSearchParams(form).toString()]
  if (json !== undefined) return ['application/json', JSON.stringify(json)]
  if (body !== undefined) return [type ?? 'application/x-www-form-urlencoded', body]
  return [null, null]
}

function objectOf(text: string): Json {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Json) : {}
  } catch {
    return {}
  }
}

/** A charge of so many cents, in the form in which Stripe takes it. */
export const charge = (cents: number, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  amount: String(cents),
  currency: 'usd',
  ...more,
})

/** Tries until `check` no longer throws: for what may follow an answer by a moment. */
export async function eventually<T>(check: () => Promise<T>, msMax = 5_000): Promise<T> {
  const end = performance.now() + msMax
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (performance.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

/** Does `work` while the brake is engaged, and releases it whatever happens. */
export async function underBrake<T>(admin: Admin, brake: Json, work: () => Promise<T>): Promise<T> {
  const engaged = await admin.request('PUT', '/vault/brake', { engaged: true, ...brake })
  assert.equal(engaged.status, 200, engaged.text)
  try {
    return await work()
  } finally {
    const released = await admin.request('PUT', '/vault/brake', { ...brake, engaged: false, reason: 'over' })
    assert.equal(released.status, 200, released.text)
  }
}
