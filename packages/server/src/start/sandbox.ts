/** The simulated vendors, as long as no real account is connected. */
import type { Clock } from '@keybrake/core'
import type { ConnectionRecord, Registry } from '@keybrake/ledger'
import type { Sandbox } from '@keybrake/sandbox'
import type { Logger } from 'pino'
import { decodeConnectionDocument } from '../admin/connection-document.ts'
import type { Keyring } from '../vault/keyring.ts'
import { endSandbox, putSandbox } from './connections.ts'

/** Set where simulated vendors were ever connected. */
const SIMULATED = 'simulated'
const ANSWERS_MS = 1_000

export interface SandboxParts {
  readonly registry: Registry
  readonly keyring: Keyring
  readonly clock: Pick<Clock, 'now'>
  readonly log: Pick<Logger, 'warn'>
  /** Other processes may use the same ledger, and simulate vendors. */
  readonly isShared: boolean
}

/** Those of this process, connected; null where a real account is, or where another process's answer. */
export async function openSandbox({ registry, keyring, clock, log, isShared }: SandboxParts): Promise<Sandbox | null> {
  const isReal = await holdsRealSecret(registry)
  if (!isReal && isShared && (await answersElsewhere(registry))) {
    log.warn('no vendor credential is set: calls go to the simulated vendors of another process on this database')
    return null
  }
  await endSandbox(registry, clock.now())
  const wasSimulated = (await registry.setting(SIMULATED)) !== null
  if (isReal) {
    if (wasSimulated)
      log.warn(
        'this ledger has calls to simulated vendors, which count in budgets of runs, names and connections: use another KEYBRAKE_DATA_DIR or database for real money',
      )
    return null
  }
  const { startSandbox } = await import('@keybrake/sandbox')
  const sandbox = await startSandbox()
  if (!wasSimulated) await registry.setSetting(SIMULATED, 'yes')
  for (const vendor of ['stripe', 'twilio', 'resend'] as const) {
    const fields = sandbox.credentials[vendor]
    await putSandbox(registry, keyring, { vendor, url: sandbox.urls[vendor], fields }, clock.now())
  }
  return sandbox
}

/** Whether any connection holds the secret of a real account: then no sandbox vendor may stand beside it. */
async function holdsRealSecret(registry: Registry): Promise<boolean> {
  return (await live(registry)).some(({ secret, sandbox }) => secret !== null && !sandbox)
}

async function answersElsewhere(registry: Registry): Promise<boolean> {
  for (const { sandbox, document } of await live(registry)) {
    const { api } = decodeConnectionDocument(document).upstreams
    if (!sandbox || api === undefined) continue
    const answer = await fetch(api, { signal: AbortSignal.timeout(ANSWERS_MS) }).catch(() => null)
    await answer?.body?.cancel()
    if (answer !== null) return true
  }
  return false
}

const live = async (registry: Registry): Promise<readonly ConnectionRecord[]> =>
  (await registry.connections()).filter(({ deletedAt }) => deletedAt === null)
