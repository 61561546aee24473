/** The admin API on a real socket over a real store in a temporary folder, with connections to vendors that nobody calls. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, instant } from '@keybrake/core'
import type { Store } from '@keybrake/ledger'
import { openSqliteStore } from '@keybrake/ledger/sqlite'
import { adapters } from '@keybrake/vendors/all'
import { pino } from 'pino'
import { Brakes } from '../../call/brakes.ts'
import { KeyHints } from '../../call/key-hints.ts'
import { Attempts } from '../../dashboard/attempts.ts'
import { Sessions } from '../../dashboard/sessions.ts'
import { SignInLinks } from '../../dashboard/sign-in-links.ts'
import { dashboardFiles } from '../../dashboard/static-files.ts'
import { ConnectionTurns, listen } from '../../http/server.ts'
import { newId } from '../../ids.ts'
import { createMetrics } from '../../metrics.ts'
import { LiveConnections } from '../../upstream/live-connections.ts'
import { open as unseal, seal } from '../../vault/envelope.ts'
import { Keyring } from '../../vault/keyring.ts'
import { createAdmin } from '../app.ts'
import { EMPTY_CONNECTION_DOCUMENT, encodeConnectionDocument } from '../connection-document.ts'
import type { AdminParts } from '../parts.ts'
import { PrincipalUses } from '../principal-uses.ts'
import { assertDescribed } from './described.ts'

export const OPERATOR_CREDENTIAL = 'test_operator_0123456789'
export const STRIPE_SECRET = 'sk_test_hidden0123456789'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The parsed JSON body; `{}` where there was none. */
  readonly body: Fields
}

export interface Fields {
  readonly [name: string]: unknown
}

export interface TestAdmin {
  readonly url: string
  readonly parts: AdminParts
  readonly store: Store
  /** Moves the clock forward. */
  readonly pass: (ms: number) => void
  readonly setStopping: (stopping: boolean) => void
  /** How many requests the framework had; the others were answered without it. */
  readonly framework: () => number
  /** The ledger goes away while the API stays. */
  readonly closeStore: () => Promise<void>
  /** Sends as the operator. A string body goes as it stands; anything else as JSON. */
  readonly send: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answer>
  readonly as: (credential: string) => TestAdmin['send']
  /** A principal of this role, by its credential. */
  readonly principal: (
    role: string,
    ceilings?: Fields,
  ) => Promise<{ readonly id: string; readonly send: TestAdmin['send']; readonly credential: string }>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** @param http `node`: the framework has every request, also those that the fast lane would take */
export async function startAdmin(http: 'fast' | 'node' = 'fast'): Promise<TestAdmin> {
  const dataDir = await mkdtemp(join(tmpdir(), 'keybrake-admin-'))
  const keyring = new Keyring(Buffer.alloc(32, 7))
  const store = await openSqliteStore({ dataDir, checkpointKey: keyring.checkpoint })
  const { registry } = store
  let nowMs = Date.parse('2026-01-31T09:00:00.000Z')
  let isStopping = false
  let closed: Promise<void> | null = null
  const closeStore = (): Promise<void> => (closed ??= store.close())
  const clock: Clock = { now: () => instant(nowMs), elapsedMs: () => nowMs }
  const actor = { principalId: 'admin', at: clock.now(), address: null }
  await registry.createPrincipal(
    actor,
    { id: 'admin', name: 'admin', role: 'operator', ceilings: null, createdAt: clock.now() },
    null,
    [],
    keyring.mac(OPERATOR_CREDENTIAL),
  )
  await putStripe(store, keyring)
  const connections = new LiveConnections({
    adapters,
    unseal: (name, envelope) => unseal(keyring.sealing, name, envelope),
    load: (name) => registry.connection(name),
    originOptions: { connectMsMax: 1000, idleMsMax: 1000 },
    onSecret: () => undefined,
  })
  await connections.refresh('stripe')
  const keyHints = new KeyHints(
    (lookup) => registry.keyByLookup(lookup),
    (name) => connections.get(name),
  )
  const brakes = new Brakes(() => registry.brake())
  let url = ''
  let framework = 0
  const parts: AdminParts = {
    store,
    keyring,
    adapters,
    clock,
    connections,
    keyHints,
    brakes,
    publicUrl: () => url,
    allowHttpUpstream: false,
    dashboard: {
      sessions: new Sessions({ keyring, registry, publicUrl: () => url }),
      links: new SignInLinks(),
      attempts: new Attempts(),
      files: dashboardFiles(join(dataDir, 'dashboard/')),
    },
    uses: new PrincipalUses(registry),
    ledgerKind: 'sqlite',
    metrics: createMetrics('0.0.0', false),
    log: pino({ level: 'silent' }),
    version: '0.0.0',
    started: { at: clock.now(), elapsedMs: clock.elapsedMs() },
    stopping: () => isStopping,
    unrecordedOutcomes: () => 0,
    rollbackWarnings: () => [],
  }
  const admin = createAdmin(parts)
  const server = await listen({
    host: '127.0.0.1',
    port: 0,
    turns: new ConnectionTurns(),
    onRequest: (request, response) => {
      framework++
      admin.handle(request, response)
    },
    onCall: http === 'fast' ? (call) => admin.take(call) : null,
    onUnreadable: (_error, socket) => void socket.destroy(),
  })
  url = `http://127.0.0.1:${server.address.port}`

  const as =
    (credential: string): TestAdmin['send'] =>
    async (method, path, body, headers = {}) => {
      const init: RequestInit = { method, headers: { authorization: `Bearer ${credential}`, ...headers } }
      if (body !== undefined) {
        init.body = typeof body === 'string' ? body : JSON.stringify(body)
        init.headers = { 'content-type': 'application/json', ...init.headers }
      }
      const answer = await fetch(url + path, init)
      const text = await answer.text()
      assertDescribed(method, path, answer, parsed(text))
      return { status: answer.status, headers: answer.headers, text, body: parsed(text) }
    }
  const send = as(OPERATOR_CREDENTIAL)
  return {
    url,
    parts,
    store,
    pass: (ms) => {
      nowMs += ms
    },
    setStopping: (stopping) => {
      isStopping = stopping
    },
    send,
    as,
    closeStore,
    framework: () => framework,
    async principal(role, ceilings) {
      const made = await send('POST', '/vault/principals', {
        name: `test ${role}`,
        role,
        ...(ceilings === undefined ? {} : { ceilings }),
      })
      if (made.status !== 201) throw new Error(made.text)
      const { id, credential } = made.body as { readonly id: string; readonly credential: string }
      return { id, credential, send: as(credential) }
    },
    async [Symbol.asyncDispose]() {
      await admin.close()
      const closed = server.stopAccepting()
      server.closeAll()
      await closed
      await closeStore()
      await connections.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function putStripe({ registry }: Store, keyring: Keyring): Promise<void> {
  const plain = JSON.stringify({ secret_key: STRIPE_SECRET })
  await registry.createConnection(
    { principalId: 'admin', at: instant(Date.parse('2026-01-01T00:00:00.000Z')), address: null },
    {
      name: 'stripe',
      vendor: 'stripe',
      secret: seal(keyring.sealing, 'stripe', plain),
      secretRef: keyring.reference(plain),
      budgetId: newId('bud'),
      sandbox: false,
      document: encodeConnectionDocument(EMPTY_CONNECTION_DOCUMENT),
    },
    {},
  )
}

function parsed(text: string): Fields {
  try {
    return JSON.parse(text) as Fields
  } catch {
    return {}
  }
}
