/** The product as a process of its own, before the simulated vendors in this one; and the feed of what these executed. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Sandbox, type SandboxOptions, startSandbox, type VendorName } from '@keybrake/sandbox'
import { ADMIN_KEY, type Product, startProduct } from '../../support/product.ts'
import { type Heard, Wire } from './wire.ts'

export interface Stage {
  readonly sandbox: Sandbox
  readonly product: Product
  readonly wire: Wire
  /** The operator's credential. */
  readonly adminKey: string
  /** The admin API as the operator. Throws unless the answer has this status. */
  readonly admin: (method: string, path: string, json?: unknown, status?: number) => Promise<Heard>
  /** Ends the product, and answers with the folder that it leaves. */
  readonly stop: () => Promise<string>
  readonly close: () => Promise<void>
}

/**
 * Far more than come while a call hangs (80 s): a vendor that forgot its idempotency key meanwhile would do the call again. And
 * whoever follows the feed reads all of it.
 */
const KEPT = 250_000

export async function startStage(options: SandboxOptions = {}): Promise<Stage> {
  const sandbox = await startSandbox({ kept: KEPT, objectsKept: KEPT, heardKept: 10, ...options })
  const { stripe, twilio, resend } = sandbox.credentials
  const dataDir = await mkdtemp(join(tmpdir(), 'keybrake-conservation-'))
  const product = await startProduct({
    dataDir,
    env: {
      STRIPE_SECRET_KEY: stripe.secret_key,
      TWILIO_ACCOUNT_SID: twilio.account_sid,
      TWILIO_AUTH_TOKEN: twilio.auth_token,
      RESEND_API_KEY: resend.api_key,
      KEYBRAKE_STRIPE_UPSTREAM: sandbox.urls.stripe,
      KEYBRAKE_TWILIO_UPSTREAM: sandbox.urls.twilio,
      KEYBRAKE_RESEND_UPSTREAM: sandbox.urls.resend,
      KEYBRAKE_LOG_LEVEL: 'error',
    },
  }).catch(async (error: unknown) => {
    await sandbox.close()
    throw error
  })
  const wire = new Wire(product.url)
  return {
    sandbox,
    product,
    wire,
    adminKey: ADMIN_KEY,
    admin: async (method, path, json, status = 200) => {
      const answer = await wire.send({ method, path, bearer: ADMIN_KEY, json })
      if (answer.status !== status)
        throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.json)}`)
      return answer
    },
    stop: async () => {
      wire.close()
      const { code, stderr } = await product.stop()
      if (code !== 0) throw new Error(`the product ended with ${code}:\n${stderr}`)
      return dataDir
    },
    close: async () => {
      wire.close()
      await product.stop()
      await sandbox.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** The vendor's own address, beside the proxy. */
export async function beside(
  { sandbox }: Stage,
  vendor: VendorName,
  path: string,
  body: URLSearchParams | object,
): Promise<string> {
  const { stripe, twilio, resend } = sandbox.credentials
  const basic = Buffer.from(`${twilio.account_sid}:${twilio.auth_token}`).toString('base64')
  const bearer = vendor === 'stripe' ? stripe.secret_key : resend.api_key
  const answer = await fetch(sandbox.urls[vendor] + path, {
    method: 'POST',
    headers: {
      authorization: vendor === 'twilio' ? `Basic ${basic}` : `Bearer ${bearer}`,
      ...(body instanceof URLSearchParams ? {} : { 'content-type': 'application/json' }),
    },
    body: body instanceof URLSearchParams ? body : JSON.stringify(body),
  })
  const json = (await answer.json()) as { id?: string; sid?: string }
  const id = json.id ?? json.sid
  if (id === undefined) throw new Error(`${path}: ${JSON.stringify(json)}`)
  return id
}
