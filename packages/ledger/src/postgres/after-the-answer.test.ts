/** After a change was answered by one store, no other one admits a call under the state before it (G3). */
import { equal, notEqual, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { type Rig, usd } from '../../conformance/rig.ts'
import { postgresOrLeftOut, type TestPostgres } from '../../testing/postgres/index.ts'
import type { Admit, KeyRecord } from '../index.ts'
import { assertAgree, openCluster } from './testing/cluster.ts'

const TRIALS = 490
const AT_ONCE = 14
const CALLS = 6

interface Trial {
  readonly name: string
  readonly key: KeyRecord
  /** Of its calls. */
  readonly call: Partial<Admit>
  /** Resolves when store A has answered the change. */
  readonly change: () => Promise<unknown>
}

const postgres = await postgresOrLeftOut('changes over several stores')
if (postgres !== null) suiteOn(postgres)

function suiteOn(postgres: TestPostgres): void {
  test(`in ${TRIALS} trials under load store B admits no call after store A has answered a change`, async () => {
    await using cluster = await openCluster(postgres, 3)
    const [a, b, loaded] = cluster.rigs
    ok(a !== undefined && b !== undefined && loaded !== undefined)
    let isOver = false
    const other = await loaded.issue()
    const load = Array.from({ length: 8 }, async () => {
      while (!isOver) await loaded.code(other, '1')
    })
    let admittedBefore = 0
    for (let n = 0; n < TRIALS; n += AT_ONCE) {
      const trials = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => prepare(a, n + index)))
      const before = await Promise.all(trials.map((trial) => run(b, trial)))
      admittedBefore += before.reduce((sum, count) => sum + count, 0)
    }
    isOver = true
    await Promise.all(load)
    // The calls in flight beside the change were real ones: many of them came before it.
    ok(admittedBefore > TRIALS, `${admittedBefore} calls were admitted before their change`)
    await assertAgree(cluster.rigs.map(({ store }) => store))
  })

  test('a key is good at every store as soon as one has answered with it, and so is what else it answered', async () => {
    await using cluster = await openCluster(postgres, 2)
    const [a, b] = cluster.rigs
    ok(a !== undefined && b !== undefined)
    const given = { name: 'c', vendor: 'stripe', secret: null, secretRef: 'c', budgetId: 'bud-c', sandbox: false }
    await a.store.registry.createConnection(a.actor, { ...given, document: '{}' }, {})
    for (let n = 0; n < 50; n++) {
      const issuer: Rig = n % 2 === 0 ? a : b
      const user: Rig = n % 2 === 0 ? b : a
      const key = await issuer.issue({ caps: { total: usd('1') } })
      equal((await user.store.registry.keyByLookup(key.lookup))?.id, key.id)
      equal(await user.code(key, '1'), 'admitted')
      equal(await issuer.code(key, '1'), 'cap_exhausted')
      await issuer.store.registry.changeConnection(issuer.actor, 'c', { document: `{"n":${n}}` })
      equal((await user.store.registry.connection('c'))?.document, `{"n":${n}}`)
      await issuer.store.registry.setSetting('n', String(n))
      equal(await user.store.registry.setting('n'), String(n))
    }
  })
}

/** Calls at `rig` on all sides of the change; answers how many were admitted that were sent before its answer. */
async function run(rig: Rig, { name, key, call, change }: Trial): Promise<number> {
  const early = Array.from({ length: CALLS }, () => rig.code(key, '1', call))
  const changing = change()
  const beside: typeof early = []
  let isAnswered = false
  void changing.then(() => {
    isAnswered = true
  })
  while (!isAnswered) {
    beside.push(rig.code(key, '1', call))
    await turn()
  }
  const late = await Promise.all(Array.from({ length: CALLS }, () => rig.code(key, '1', call)))
  for (const code of late) notEqual(code, 'admitted', `${name}: admitted after the answer`)
  const others = await Promise.all([...early, ...beside])
  return others.filter((code) => code === 'admitted').length
}

async function prepare(rig: Rig, n: number): Promise<Trial> {
  const { registry } = rig.store
  const { actor } = rig
  const kinds = [byKey, byRun, byBrake, byKeyCap, byNamedCap, byConnectionChange, byPrincipal] as const
  const kind = kinds[n % kinds.length] ?? byKey
  return kind()

  async function byKey(): Promise<Trial> {
    const key = await rig.issue()
    const change = () => registry.revokeKeys(actor, { keyId: key.id, principalId: null }, null)
    return { name: 'revoke a key', key, call: {}, change }
  }

  async function byRun(): Promise<Trial> {
    const label = `run-${n}`
    const key = await rig.issue({ run: { label, caps: {} } })
    const change = () => registry.revokeKeys(actor, { run: label, principalId: null }, null)
    return { name: 'revoke a run', key, call: {}, change }
  }

  async function byBrake(): Promise<Trial> {
    const vendor = `vendor-${n}`
    const change = () => registry.setBrake(actor, { vendor, engaged: true, reason: 'drill' })
    return { name: 'brake', key: await rig.issue(), call: { vendor }, change }
  }

  async function byKeyCap(): Promise<Trial> {
    const key = await rig.issue({ caps: { total: usd('1000') } })
    const change = () => registry.changeKey(actor, { keyId: key.id, caps: { total: usd('0') }, revision: 1 })
    return { name: 'cap of a key', key, call: {}, change }
  }

  async function byNamedCap(): Promise<Trial> {
    const budget = rig.budget('named', `team-${n}`, { total: usd('1000') })
    await registry.createBudget(actor, budget)
    const change = () => registry.changeBudget(actor, budget.id, { caps: { total: usd('0') } })
    return { name: 'cap of a budget', key: await rig.issue({ named: [budget.name] }), call: {}, change }
  }

  async function byConnectionChange(): Promise<Trial> {
    const connection = `c-${n}`
    const given = { name: connection, vendor: 'stripe', secret: null, secretRef: connection, sandbox: false }
    await registry.createConnection(actor, { ...given, budgetId: rig.name('bud'), document: '{}' }, {})
    const change = () => registry.changeConnection(actor, connection, { document: '{"other":1}' })
    return { name: 'connection', key: await rig.issue({ change: { connection } }), call: { connection }, change }
  }

  async function byPrincipal(): Promise<Trial> {
    const principalId = `principal-${n}`
    const principal = { id: principalId, name: principalId, role: 'issuer', ceilings: null, createdAt: rig.at } as const
    await registry.createPrincipal(actor, principal, null, [], `mac-${n}`)
    const change = () => registry.deletePrincipal(actor, principalId)
    return { name: 'principal', key: await rig.issue({ change: { principalId } }), call: {}, change }
  }
}
