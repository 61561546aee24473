/** The product with all three simulated vendors behind it, and people who look at it in a browser. */
import assert from 'node:assert/strict'
import { type Sandbox, startSandbox } from '@keybrake/sandbox'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { agentCalls, type AgentCalls } from '../../support/agent.ts'
import type { Admin } from '../../support/admin.ts'
import { ADMIN_KEY, type Product, startProduct } from '../../support/product.ts'

export interface Scene {
  readonly sandbox: Sandbox
  readonly product: Product
  readonly admin: Admin
  readonly agent: AgentCalls
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

export async function startScene(): Promise<Scene> {
  const sandbox = await startSandbox({ twilio: { priceAfterMs: 200 } })
  const { stripe, twilio, resend } = sandbox.credentials
  const product = await startProduct({
    env: {
      KEYBRAKE_LOG_LEVEL: 'warn',
      STRIPE_SECRET_KEY: stripe.secret_key,
      TWILIO_ACCOUNT_SID: twilio.account_sid,
      TWILIO_AUTH_TOKEN: twilio.auth_token,
      RESEND_API_KEY: resend.api_key,
      KEYBRAKE_STRIPE_UPSTREAM: sandbox.urls.stripe,
      KEYBRAKE_TWILIO_UPSTREAM: sandbox.urls.twilio,
      KEYBRAKE_RESEND_UPSTREAM: sandbox.urls.resend,
    },
  }).catch(async (error: unknown) => {
    await sandbox.close()
    throw error
  })
  const agent = agentCalls(() => product.url)
  return {
    sandbox,
    product,
    admin: product.admin,
    agent,
    [Symbol.asyncDispose]: async () => {
      agent.close()
      await product.stop()
      await sandbox.close()
    },
  }
}

export interface Person {
  readonly context: BrowserContext
  readonly page: Page
  /** What a browser complains of: errors of scripts, and whatever the page's policy stopped. */
  readonly complaints: string[]
  /** Opens a path of the dashboard and waits until its page is there; for who is signed in. */
  readonly go: (path: string) => Promise<void>
}

const WAIT_MS_MAX = 15_000
export const DESKTOP = { width: 1280, height: 800 }
export const PHONE = { width: 390, height: 844 }

/** A browser window of its own, signed in where a credential is given. */
export async function person(
  browser: Browser,
  url: string,
  credential: string | null = ADMIN_KEY,
  options: BrowserContextOptions = {},
): Promise<Person> {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(WAIT_MS_MAX)
  const page = await context.newPage()
  const complaints = listen(page)
  // Sign-in has a heading too. Whoever takes it for the page goes on before the answer, and is signed in only by luck.
  const shown = (): Promise<void> => page.locator('#page h1').first().waitFor()
  const go = async (path: string): Promise<void> => {
    await page.goto(`${url}/dashboard${path}`)
    await shown()
  }
  if (credential !== null) {
    await signIn(page, url, credential)
    await shown()
  }
  return { context, page, complaints, go }
}

export async function signIn(page: Page, url: string, credential: string): Promise<void> {
  await page.goto(`${url}/dashboard`)
  await page.getByLabel('Admin credential').fill(credential)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** A policy that stops something says so as an error of the console. */
function listen(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return complaints
}

/** Whether what is asked comes true in time; throws its last complaint otherwise. */
export async function eventually(ask: () => Promise<void> | void, msMax = 10_000): Promise<void> {
  const end = Date.now() + msMax
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (Date.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

/** A charge of so many cents, as an agent makes it. */
export function charge({ agent }: Scene, bearer: string, cents: number, customer = 'cus_1') {
  const form = { amount: String(cents), currency: 'usd', customer }
  return agent.call({ bearer, path: '/v1/payment_intents', form })
}

export async function charged(scene: Scene, bearer: string, cents: number, customer?: string): Promise<string> {
  const answer = await charge(scene, bearer, cents, customer)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.callId ?? ''
}
