import assert from 'node:assert/strict'
import type { KeyRecord } from '../src/index.ts'
import { type OpenStore, usd, type World, worldTest } from './registry-world.ts'

const TRIALS = 1000
const AT_ONCE = 20
const CALLS = 6

interface Trial {
  readonly name: string
  readonly key: KeyRecord
  readonly vendor: string
  /** Resolves when the change is answered. */
  readonly change: () => Promise<unknown>
}

/** G3: after a revoke, brake or cap change has been answered, no later call is admitted under the old state. */
export function registryChanges(open: OpenStore): void {
  worldTest(
    open,
    '1,000 trials: no call sent after the answer to a change is admitted under the state before it',
    async (world) => {
      let admittedBefore = 0
      for (let n = 0; n < TRIALS; n += AT_ONCE) {
        const trials = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => prepare(world, n + index)))
        const before = await Promise.all(trials.map((trial) => run(world, trial)))
        admittedBefore += before.reduce((sum, count) => sum + count, 0)
      }
      // The calls in flight beside the change were real ones: many of them came before it.
      assert.ok(admittedBefore > TRIALS, `${admittedBefore} calls were admitted before their change`)
      assert.deepEqual(await world.store.ledger.verify(), [])
    },
  )
}

/** Calls on all sides of the change; answers how many were admitted that were sent before its answer. */
async function run(world: World, { name, key, vendor, change }: Trial): Promise<number> {
  const early = Array.from({ length: CALLS }, () => world.admit(key, usd(1), 1, vendor))
  const changing = change()
  const beside: typeof early = []
  let isAnswered = false
  void changing.then(() => {
    isAnswered = true
  })
  while (!isAnswered) {
    beside.push(world.admit(key, usd(1), 1, vendor))
    await new Promise((resolve) => setImmediate(resolve))
  }
  const late = await Promise.all(Array.from({ length: CALLS }, () => world.admit(key, usd(1), 1, vendor)))
  for (const { status } of late) assert.notEqual(status, 'admitted', `${name}: admitted after the answer`)
  const others = await Promise.all([...early, ...beside])
  return others.filter(({ status }) => status === 'admitted').length
}

async function prepare(world: World, n: number): Promise<Trial> {
  const { registry } = world.store
  const kinds = [byKey, byRun, byBrake, byKeyCap, byNamedCap, byConnectionChange, byPrincipal] as const
  const kind = kinds[n % kinds.length] ?? byKey
  return kind(n)

  async function byKey(): Promise<Trial> {
    const key = await world.issued()
    const change = () => registry.revokeKeys(world.actor, { keyId: key.id, principalId: null }, null)
    return { name: 'revoke a key', key, vendor: 'stripe', change }
  }

  async function byRun(index: number): Promise<Trial> {
    const run = `run-${index}`
    const key = await world.issued({ run, runCaps: {} })
    const change = () => registry.revokeKeys(world.actor, { run, principalId: null }, null)
    return { name: 'revoke a run', key, vendor: 'stripe', change }
  }

  async function byBrake(index: number): Promise<Trial> {
    const vendor = `vendor-${index}`
    const change = () => registry.setBrake(world.actor, { vendor, engaged: true, reason: 'drill' })
    return { name: 'brake', key: await world.issued(), vendor, change }
  }

  async function byKeyCap(): Promise<Trial> {
    const key = await world.issued({ caps: { total: usd(1000) } })
    const change = () => registry.changeKey(world.actor, { keyId: key.id, caps: { total: usd(0) }, revision: 1 })
    return { name: 'cap of a key', key, vendor: 'stripe', change }
  }

  async function byNamedCap(index: number): Promise<Trial> {
    const { id, name } = await world.named(`team-${index}`, { total: usd(1000) })
    const change = () => registry.changeBudget(world.actor, id, { caps: { total: usd(0) } })
    return { name: 'cap of a budget', key: await world.issued({ named: [name] }), vendor: 'stripe', change }
  }

  async function byConnectionChange(index: number): Promise<Trial> {
    const connection = `c-${index}`
    await world.connect(connection)
    const change = () => registry.changeConnection(world.actor, connection, { document: '{"other":1}' })
    return { name: 'connection', key: await world.issued({ connection }), vendor: 'stripe', change }
  }

  async function byPrincipal(index: number): Promise<Trial> {
    const id = `principal-${index}`
    const principal = { id, name: id, role: 'issuer', ceilings: null, createdAt: world.at } as const
    await registry.createPrincipal(world.actor, principal, null, [], `mac-${id}`)
    const key = await world.issued({ principalId: id })
    const change = () => registry.deletePrincipal(world.actor, id)
    return { name: 'principal', key, vendor: 'stripe', change }
  }
}
