/** The product before the simulated Stripe: what most proofs start with. The sandbox is the judge of what really happened. */
import { type Sandbox, type SandboxOptions, startSandbox } from '@keybrake/sandbox'
import { agentCalls, type AgentCalls } from './agent.ts'
import type { Admin, Json } from './admin.ts'
import { type Product, startProduct } from './product.ts'

export interface Scene {
  readonly sandbox: Sandbox
  readonly product: Product
  readonly admin: Admin
  readonly agent: AgentCalls
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** Settings by which the product holds a real-looking secret of the sandbox's Stripe. */
export const stripeSettings = (sandbox: Sandbox): Record<string, string> => ({
  STRIPE_SECRET_KEY: sandbox.credentials.stripe.secret_key,
  KEYBRAKE_STRIPE_UPSTREAM: sandbox.urls.stripe,
  KEYBRAKE_LOG_LEVEL: 'warn',
})

export async function startScene(options: SandboxOptions = {}): Promise<Scene> {
  const sandbox = await startSandbox(options)
  const product = await startProduct({ env: stripeSettings(sandbox) }).catch(async (error: unknown) => {
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

/** Micro-USD of a `_usd` field, exactly: 15 digits fit a double, so the decimal text is what was sent. */
export function microUsd(value: unknown): bigint {
  const [whole = '', fraction = ''] = Number(value).toFixed(6).split('.')
  return BigInt(whole + fraction)
}

/** Micro-USD of what Stripe moved or may still move, for all or for one customer. */
export function stripeMicroUsd(sandbox: Sandbox, customer?: string): bigint {
  const executions = sandbox.executed({ vendor: 'stripe', ...(customer === undefined ? {} : { customer }) })
  return executions.reduce((sum, { added }) => sum + BigInt(added) * 10_000n, 0n)
}

/** One line of live spend in an answer of the admin API. */
export function spendLine(answer: Json, budget: string, window: string): Json {
  const lines = answer['budgets'] as readonly Json[]
  const found = lines.find((line) => line['budget'] === budget && line['window'] === window)
  if (found === undefined) throw new Error(`no ${window} line of ${budget} in ${JSON.stringify(lines)}`)
  return found
}

/** How many calls the rows stand for: repeated refusals share one row, which has their `count`. */
export const weight = (rows: readonly Json[]): number => rows.reduce((sum, row) => sum + Number(row['count']), 0)
