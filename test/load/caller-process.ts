/** One of several processes of a run, as an executor starts them: issues its own key for the run, then calls all at once. */
import { agentCalls } from '../support/agent.ts'
import { adminOf } from '../support/admin.ts'
import { ADMIN_KEY } from '../support/product.ts'

export interface CallerJob {
  readonly origin: string
  readonly run: string
  readonly capUsd: number
  readonly calls: number
  readonly form: Readonly<Record<string, string>>
}

export interface CallerResult {
  readonly keyId: string
  readonly executed: number
  readonly exhausted: number
}

process.once('message', (job: CallerJob) => void work(job))

async function work({ origin, run, capUsd, calls, form }: CallerJob): Promise<void> {
  const agent = agentCalls(() => origin)
  const key = await adminOf(origin, ADMIN_KEY).issue({ run, run_usd_cap: capUsd })
  const call = { bearer: key.vault_key, path: '/v1/payment_intents', form }
  const answers = await Promise.all(Array.from({ length: calls }, () => agent.call(call)))
  agent.close()
  const result: CallerResult = {
    keyId: key.id,
    executed: answers.filter(({ status }) => status === 200).length,
    exhausted: answers.filter(({ code }) => code === 'cap_exhausted').length,
  }
  process.send?.(result, () => process.disconnect())
}
