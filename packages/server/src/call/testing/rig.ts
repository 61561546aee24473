/** The call path over a real store and a vendor of bare bytes, without the listener in front of it. */
import { type Field, instant, type Policy } from '@keybrake/core'
import type { CallRow, Store } from '@keybrake/ledger'
import type { VendorAdapter } from '@keybrake/vendors'
import { adapters as allAdapters } from '@keybrake/vendors/all'
import { pino } from 'pino'
import { systemClock } from '../../clock.ts'
import { Gate } from '../../http/gate.ts'
import { newId } from '../../ids.ts'
import { UnrecordedOutcomes } from '../../jobs/unrecorded-outcomes.ts'
import { createMetrics } from '../../metrics.ts'
import { ACTOR, issueKey, type TempStore, tempStore } from '../../start/testing/temp-store.ts'
import { LiveConnections } from '../../upstream/live-connections.ts'
import { open, seal } from '../../vault/envelope.ts'
import { Brakes } from '../brakes.ts'
import { handleCall } from '../call.ts'
import { readCredential } from '../credential.ts'
import type { Incoming, Reply } from '../incoming.ts'
import { KeyHints } from '../key-hints.ts'
import { ObjectLocks } from '../object-locks.ts'
import type { CallParts } from '../parts.ts'
import { connectionRecord, NOW } from './caller.ts'

export interface Answer {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
  /** Broken off in the middle. */
  readonly aborted: boolean
}

export interface Rig extends AsyncDisposable {
  readonly temp: TempStore
  readonly parts: CallParts
  readonly connections: LiveConnections
  readonly issue: (policy?: Partial<Policy>) => Promise<{ readonly id: string; readonly bearer: string }>
  readonly call: (bearer: string, request?: Partial<Request>) => Promise<Answer>
  readonly deleteConnection: () => Promise<void>
}

interface Request {
  readonly method: string
  readonly path: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly readBody: Incoming['body']['read']
}

/** @param change makes another vendor of Stripe's adapter */
export async function startRig(
  url: string,
  change: (stripe: VendorAdapter) => VendorAdapter = (same) => same,
): Promise<Rig> {
  const temp = await tempStore()
  const { store, keyring } = temp
  const stripe = allAdapters.get('stripe')
  if (stripe === undefined) throw new Error('the vendor stripe is missing')
  const adapters = new Map([['stripe', change(stripe)]])
  const connections = new LiveConnections({
    adapters,
    unseal: (name, envelope) => open(keyring.sealing, name, envelope),
    load: (name) => store.registry.connection(name),
    originOptions: { connectMsMax: 1_000, idleMsMax: 1_000 },
    onSecret: () => undefined,
  })
  await createConnection(temp, url)
  await connections.refresh('stripe')
  const keys = new KeyHints(
    (lookup) => store.registry.keyByLookup(lookup),
    (name) => connections.get(name),
  )
  const parts: CallParts = {
    keyring,
    keys,
    connections,
    ledger: store.ledger,
    brakes: new Brakes(() => store.registry.brake()),
    locks: new ObjectLocks(null),
    gate: new Gate({ inFlightMax: 100, waitMsMax: 1_000 }),
    adapters,
    clock: { now: () => instant(NOW + 1_000), elapsedMs: () => systemClock.elapsedMs() },
    newCallId: () => newId('call'),
    publicUrl: () => 'http://127.0.0.1:8787',
    isAdminCredential: () => Promise.resolve(false),
    isShared: false,
    unrecorded: new UnrecordedOutcomes(pino({ level: 'silent' })),
    metrics: createMetrics('0.0.0', false),
    log: pino({ level: 'silent' }),
    drill: () => undefined,
  }
  return {
    temp,
    parts,
    connections,
    issue: (policy) => issueKey(temp, 'stripe', policy),
    call: (bearer, request = {}) => callOnce(parts, bearer, request),
    deleteConnection: async () => {
      await store.registry.deleteConnection(ACTOR, 'stripe')
      await connections.refresh('stripe')
    },
    async [Symbol.asyncDispose]() {
      await connections.close()
      await temp[Symbol.asyncDispose]()
    },
  }
}

async function createConnection({ store, keyring }: TempStore, url: string): Promise<void> {
  const { name, vendor, secretRef, budgetId, sandbox, document } = connectionRecord(
    'stripe',
    {},
    { upstreams: { api: url } },
  )
  const secret = seal(keyring.sealing, name, JSON.stringify({ secret_key: 'sk_test_hidden0123456789' }))
  await store.registry.createConnection(ACTOR, { name, vendor, secret, secretRef, budgetId, sandbox, document }, {})
}

async function callOnce(parts: CallParts, bearer: string, request: Partial<Request>): Promise<Answer> {
  const { method = 'POST', path = '/v1/payment_intents', body = '' } = request
  const type = body === '' ? {} : { 'content-type': 'application/x-www-form-urlencoded' }
  const headers = new Map(Object.entries({ authorization: `Bearer ${bearer}`, ...type, ...request.headers }))
  const bytes = Buffer.from(body)
  const head = { method, target: path, hostname: '127.0.0.1', headers, contentLength: bytes.length }
  const reply = new Collected()
  await handleCall(
    parts,
    {
      head,
      path,
      rawQuery: '',
      route: { kind: 'by_key', path },
      credential: readCredential(head, null),
      clientAddress: '127.0.0.1',
      startedMs: parts.clock.elapsedMs(),
      body: { read: request.readBody ?? (() => ({ kind: 'read', bytes })), release: () => undefined },
      progress: { mayHaveLeft: false },
    },
    reply,
  )
  return reply.answer()
}

class Collected implements Reply {
  readonly gone = false
  #status = 0
  #headers: readonly Field[] = []
  readonly #chunks: Buffer[] = []
  #aborted = false
  send(status: number, headers: readonly Field[], body: string, bodyIs: 'text' | 'bytes' = 'text'): void {
    this.begin(status, headers)
    this.#chunks.push(Buffer.from(body, bodyIs === 'bytes' ? 'latin1' : 'utf8'))
  }
  begin(status: number, headers: readonly Field[]): void {
    if (this.#status !== 0) throw new Error('two answers to one call')
    this.#status = status
    this.#headers = headers
  }
  write(chunk: Buffer): boolean {
    this.#chunks.push(Buffer.from(chunk))
    return true
  }
  onDrain(): void {
    throw new Error('this caller reads at once')
  }
  onClose(): void {}
  end(): void {}
  abort(): void {
    this.#aborted = true
  }
  answer(): Answer {
    const body = Buffer.concat(this.#chunks).toString()
    return { status: this.#status, headers: new Map(this.#headers), body, aborted: this.#aborted }
  }
}

/** The rows of all calls, newest first, with the outcomes that were handed over before. */
export async function rowsOf({ audit, ready }: Store): Promise<readonly CallRow[]> {
  // An outcome joins the next commit: this one, at the latest.
  await ready()
  const { data } = await audit.page({ kind: 'call' }, 100, null)
  return data.flatMap((one) => (one.kind === 'call' ? [one.row] : []))
}
