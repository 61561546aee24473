/** The running Keybrake: whether it answers, can commit, and takes the credential; its clock; its connections' upstreams. */
import { type Connection, type Keybrake, NotPermitted, type Vendor } from '@keybrake/client'
import type { Target } from '../../connect.ts'
import { checkRates } from './exchange-rates.ts'
import { fail, type Finding, ok, warn, wordsOf } from './finding.ts'
import { checkLag } from './lag.ts'

const UPSTREAM_MS_MAX = 8_000
/** `Date` has whole seconds, and an answer takes its time. */
const DRIFT_WARN_MS = 5_000
const DRIFT_FAIL_MS = 60_000

export async function checkServer(
  { url, credentialFrom }: Target,
  client: Keybrake | null,
): Promise<readonly Finding[]> {
  const alive = await ask(`${url}/healthz`)
  if ('why' in alive)
    return [fail('server', `no answer from ${url}: ${alive.why}`, 'keybrake start, or set KEYBRAKE_URL')]
  const readiness = await ready(url)
  const findings = [
    ok('server', `${url} answers`),
    drift('clock', alive.aheadMs, 'this machine and the server'),
    readiness,
  ]
  // What needs the ledger would only say so once more, or blame the credential for it.
  if (readiness.status === 'fail')
    return [...findings, warn('credential', 'not looked at, as the server is not ready', 'mend that first')]
  if (client === null) return [...findings, fail('credential', credentialFrom, 'set KEYBRAKE_API_KEY')]
  try {
    await client.keys.list({ limit: 1 }).page()
  } catch (error) {
    return [
      ...findings,
      fail('credential', `the one of ${credentialFrom} is not taken: ${wordsOf(error)}`, 'set KEYBRAKE_API_KEY'),
    ]
  }
  const taken = ok('credential', `the one of ${credentialFrom} is taken`)
  return [...findings, taken, ...(await checkLag(client)), ...(await checkConnections(client))]
}

async function ready(url: string): Promise<Finding> {
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(UPSTREAM_MS_MAX) })
  const body = (await answer.json()) as { readonly detail?: unknown; readonly warnings?: readonly unknown[] }
  if (!answer.ok)
    return fail(
      'ready',
      String(body.detail ?? `status ${answer.status}`),
      'see the server’s log; nothing is forwarded until it can commit',
    )
  return (body.warnings ?? []).length > 0
    ? warn('ready', (body.warnings ?? []).map(String).join('; '), 'see docs/operating')
    : ok('ready', 'the ledger can commit')
}

async function checkConnections(client: Keybrake): Promise<readonly Finding[]> {
  let connections: readonly Connection[]
  let vendors: readonly Vendor[]
  try {
    ;[connections, vendors] = await Promise.all([client.connections.list().toArray(), client.vendors.list()])
  } catch (error) {
    if (error instanceof NotPermitted) return [ok('upstreams', 'not looked at: this role sees no connections')]
    throw error
  }
  if (connections.length === 0)
    return [warn('connections', 'there are none', 'keybrake init, or keybrake connections create')]
  const upstreams = await Promise.all(connections.map((connection) => checkUpstreams(connection, vendors)))
  return [...upstreams.flat(), ...connections.flatMap((connection) => checkRates(connection, Date.now()))]
}

/** From this machine; where the server runs on another, the way there may differ. */
async function checkUpstreams(connection: Connection, vendors: readonly Vendor[]): Promise<readonly Finding[]> {
  const { name, vendor, has_secret: hasSecret, upstreams } = connection
  const own = vendors
    .find((each) => each.vendor === vendor)
    ?.products.find(({ product }) => product === 'api')?.upstream
  const origins = [
    ...new Set([...(own === undefined || upstreams['api'] !== undefined ? [] : [own]), ...Object.values(upstreams)]),
  ]
  const findings: Finding[] = hasSecret
    ? []
    : [fail(`connection ${name}`, 'its secret was erased', `keybrake connections update ${name} --secret-stdin`)]
  for (const origin of origins) {
    const answer = await ask(origin)
    if ('why' in answer)
      findings.push(
        fail(
          `upstream of ${name}`,
          `${origin} cannot be reached from here: ${answer.why}`,
          'check DNS, firewall and proxy rules',
        ),
      )
    else
      findings.push(
        ok(`upstream of ${name}`, `${origin} answers`),
        ...(answer.aheadMs === null ? [] : [drift(`clock of ${name}`, answer.aheadMs, `this machine and ${vendor}`)]),
      )
  }
  return findings
}

/** By how much its clock is ahead of ours, or why there was no answer. */
type Asked = { readonly aheadMs: number | null } | { readonly why: string }

/** Without a credential: any answer shows that the way is open. */
async function ask(url: string): Promise<Asked> {
  try {
    const answer = await fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(UPSTREAM_MS_MAX),
    })
    const date = Date.parse(answer.headers.get('date') ?? '')
    return { aheadMs: Number.isNaN(date) ? null : date - Date.now() }
  } catch (error) {
    const { cause } = error as { readonly cause?: unknown }
    return { why: cause instanceof Error ? cause.message || wordsOf(error) : wordsOf(error) }
  }
}

/** @param aheadMs by how much the other clock is ahead of ours */
function drift(check: string, aheadMs: number | null, between: string): Finding {
  if (aheadMs === null) return ok(check, 'the answer carries no date')
  const off = Math.abs(aheadMs)
  const words = `${between} differ by ${(off / 1000).toFixed(0)} s`
  const fix = 'let NTP set the clocks: windows roll and keys end by the server’s'
  return off > DRIFT_FAIL_MS
    ? fail(check, words, fix)
    : off > DRIFT_WARN_MS
      ? warn(check, words, fix)
      : ok(check, `${between} agree`)
}
