/** The composition root: the only file that knows every concrete part. Read top to bottom, it is the start of the process. */
import type { Logger } from 'pino'
import { adapters as shippedVendors } from '@keybrake/vendors/all'
import { FolderLockedError, lockFolder, openSqliteStore } from '@keybrake/ledger/sqlite'
import { engineGivesWay, giveBackMemory, type Store } from '@keybrake/ledger'
import { createAdmin } from './admin/app.ts'
import { PrincipalUses } from './admin/principal-uses.ts'
import { Brakes } from './call/brakes.ts'
import { KeyHints } from './call/key-hints.ts'
import { ObjectLocks } from './call/object-locks.ts'
import type { CallParts } from './call/parts.ts'
import { systemClock as clock } from './clock.ts'
import { type Config, processConfig } from './config.ts'
import { Attempts } from './dashboard/attempts.ts'
import { Sessions } from './dashboard/sessions.ts'
import { SignInLinks } from './dashboard/sign-in-links.ts'
import { DASHBOARD_DIR, dashboardFiles } from './dashboard/static-files.ts'
import { drillFrom } from './drill.ts'
import { BodyRoom, SMALL_BODY_BYTES_MAX } from './http/body.ts'
import { Gate } from './http/gate.ts'
import { listener } from './http/listener.ts'
import { ConnectionTurns, listen } from './http/server.ts'
import { newId } from './ids.ts'
import { startAssuming } from './jobs/assume.ts'
import { startForgetting } from './jobs/forget-answers.ts'
import { startRetention } from './jobs/retention.ts'
import { startVendorJobs } from './jobs/start.ts'
import { UnrecordedOutcomes } from './jobs/unrecorded-outcomes.ts'
import { createLogger, Scrubber } from './logger.ts'
import { createMetrics } from './metrics.ts'
import { SetupError } from './setup-error.ts'
import { ADMIN_KEY_FILE, adminCredential, ensureAdmin } from './start/admin-principal.ts'
import { applyEnvironment } from './start/connections.ts'
import { prepareDataFolder } from './start/data-folder.ts'
import { followOthers } from './start/follow-others.ts'
import { checkMasterKey } from './start/master-key-check.ts'
import { folderWarnings, RollbackWarnings } from './start/rollback-warnings.ts'
import { openSandbox } from './start/sandbox.ts'
import { onSignals } from './start/shutdown.ts'
import { checkVendorsKnown, withOwnVendors } from './start/vendors.ts'
import { welcomeText } from './start/welcome.ts'
import { LiveConnections } from './upstream/live-connections.ts'
import { open as unseal } from './vault/envelope.ts'
import { Keyring } from './vault/keyring.ts'
import { loadMasterKey, MASTER_KEY_FILE } from './vault/master-key.ts'
import { VERSION } from './version.ts'

const LOCK_WAIT_MS_MAX = 2_000
const IN_FLIGHT_MAX = 2_000
const IN_FLIGHT_WAIT_MS_MAX = 5_000
const CONNECT_MS_MAX = 10_000
/** What all request bodies together may take in memory. */
const BODY_BYTES_MAX = 256 * 1024 * 1024
/** Shorter than what vendors' load balancers keep a silent connection, so that we close it first and no call is lost on it. */
const UPSTREAM_IDLE_MS_MAX = 20_000

/** Knows every secret of the process from the moment it is read, for logs and for the last words of a fault. */
const scrubber = new Scrubber()

async function start(config: Config): Promise<void> {
  if (config.adminKey !== null) scrubber.add(config.adminKey.reveal())
  const log = createLogger(config.logLevel, scrubber)
  for (const warning of config.warnings) log.warn(warning)
  const adapters = withOwnVendors(shippedVendors, config.vendorsDir)
  // Nothing that is made from here on is for other users, whoever made the folder.
  process.umask(0o077)
  const dataDir = prepareDataFolder(config.dataDir)
  const unlock = lockFolder(dataDir, LOCK_WAIT_MS_MAX)
  const master = loadMasterKey(config.masterKey?.reveal() ?? null, dataDir)
  const keyring = new Keyring(master.key)
  const store = await openStore(config, dataDir, keyring, log)
  const { registry, ledger } = store
  await checkMasterKey(registry, keyring)
  checkVendorsKnown(await registry.connections(), adapters)
  const madeAdminKey = await ensureAdmin(registry, keyring, config.adminKey, dataDir, clock.now())
  if (madeAdminKey !== null) scrubber.add(madeAdminKey)

  await applyEnvironment(registry, keyring, config.vendors, clock.now())
  const isShared = config.databaseUrl !== null
  const sandbox = await openSandbox({ registry, keyring, clock, log, isShared })

  const connections = new LiveConnections({
    adapters,
    unseal: (name, envelope) => unseal(keyring.sealing, name, envelope),
    load: (name) => registry.connection(name),
    originOptions: { connectMsMax: CONNECT_MS_MAX, idleMsMax: UPSTREAM_IDLE_MS_MAX, http: config.http },
    onSecret: (text) => scrubber.add(text),
  })
  for (const { name } of await registry.connections()) await connections.refresh(name)
  const keys = new KeyHints(
    (lookup) => registry.keyByLookup(lookup),
    (name) => connections.get(name),
  )
  const brakes = new Brakes(() => registry.brake())
  await brakes.refresh()
  if (isShared) followOthers(store, { connections, keys, brakes, log })

  const started = { at: clock.now(), elapsedMs: clock.elapsedMs() }
  let publicUrl = config.publicUrl ?? ''
  let isStopping = false
  const metrics = createMetrics(VERSION)
  const gate = new Gate({ inFlightMax: IN_FLIGHT_MAX, waitMsMax: IN_FLIGHT_WAIT_MS_MAX })
  const unrecorded = new UnrecordedOutcomes(log)
  const calls: CallParts = {
    keyring,
    keys,
    connections,
    ledger,
    isShared,
    brakes,
    locks: new ObjectLocks(store.locks),
    gate,
    adapters,
    clock,
    newCallId: () => newId('call'),
    publicUrl: () => publicUrl,
    isAdminCredential: async (bearer) => (await registry.principalByCredential(keyring.mac(bearer))) !== null,
    unrecorded,
    metrics,
    log,
    drill: drillFrom(config.crashAt),
  }
  const rollback = new RollbackWarnings(() => waysBack(config, dataDir), clock, log)
  const links = new SignInLinks()
  const dashboard = {
    sessions: new Sessions({ keyring, registry, publicUrl: () => publicUrl }),
    links,
    attempts: new Attempts(),
    files: dashboardFiles(DASHBOARD_DIR),
  }
  const admin = createAdmin({
    store,
    keyring,
    adapters,
    clock,
    connections,
    keyHints: keys,
    brakes,
    publicUrl: () => publicUrl,
    allowHttpUpstream: config.allowHttpUpstream,
    dashboard,
    uses: new PrincipalUses(registry),
    ledgerKind: config.databaseUrl === null ? 'sqlite' : 'postgres',
    metrics,
    log,
    version: VERSION,
    started,
    stopping: () => isStopping,
    unrecordedOutcomes: () => unrecorded.waiting,
    rollbackWarnings: () => rollback.current,
  })
  const turns = new ConnectionTurns()
  const { onRequest, onCall, onUnreadable } = listener({
    calls,
    routing: {
      isConnection: (name) => connections.has(name),
      hasProduct: (name, product) => connections.get(name)?.origins.has(product) ?? false,
    },
    admin: (request, response) => admin.handle(request, response),
    plainAdmin: (call) => admin.take(call),
    bodyRoom: new BodyRoom(BODY_BYTES_MAX, SMALL_BODY_BYTES_MAX),
    connectionTurn: (request) => turns.of(request),
  })
  const server = await listen({
    host: config.host,
    port: config.port,
    turns,
    onRequest,
    onCall: config.http === 'fast' ? onCall : null,
    onUnreadable,
  })
  const host = server.address.family === 'IPv6' ? `[${server.address.address}]` : server.address.address
  const url = `http://${host}:${server.address.port}`
  if (config.publicUrl === null) publicUrl = url
  const stopAssuming = startAssuming(ledger, clock, log)
  const stopForgetting = startForgetting(ledger, clock, log)
  const stopRetention = startRetention(config.auditRetentionMs, store.audit, clock, log)
  const stopVendorJobs = startVendorJobs({ store, connections, clock, metrics, log })

  onSignals(
    {
      log,
      callsInFlight: () => gate.inFlight,
      stopAccepting: () => Promise.all([server.stopAccepting(), admin.close()]).then(() => undefined),
      closeIdle: () => server.closeIdle(),
      flush: async () => {
        stopAssuming()
        await stopForgetting()
        await stopRetention()
        await stopVendorJobs()
        await unrecorded.retry()
        unrecorded.stop()
        server.closeAll()
        await store.close()
        await Promise.all([connections.close(), sandbox?.close()])
        unlock()
      },
      elapsedMs: () => clock.elapsedMs(),
      exit: (code) => process.exit(code),
    },
    () => {
      isStopping = true
    },
  )
  const signInLink = async (): Promise<string | null> => {
    const credential = sandbox === null ? null : (madeAdminKey ?? adminCredential(config.adminKey, dataDir))
    const mac = credential === null ? null : keyring.mac(credential)
    if (mac === null || (await registry.principalByCredential(mac)) === null) return null
    return `${url}/dashboard/sign-in#link=${links.make(mac, clock.now())}`
  }
  giveBackMemory()
  engineGivesWay()
  process.stdout.write(
    welcomeText({
      url,
      dataDir,
      adminKey: madeAdminKey,
      adminKeyFile: `${dataDir}/${ADMIN_KEY_FILE}`,
      adminKeyIsSet: config.adminKey !== null,
      signInLink: await signInLink(),
      masterKeyMade: master.made ? `${dataDir}/${MASTER_KEY_FILE}` : null,
      hasLeases: config.durability === 'lease',
      sandbox: sandbox === null ? null : { twilioAccount: sandbox.credentials.twilio.account_sid },
    }),
  )
  process.stdout.write(`keybrake listening on ${url}\n`)
}

/** How the ledger could go back to an earlier state. Without what only an operator should read: names of standbys. */
async function waysBack({ databaseUrl }: Config, dataDir: string): Promise<readonly string[]> {
  if (databaseUrl === null) return folderWarnings(dataDir)
  const { rollbackRisks } = await import('@keybrake/ledger/postgres')
  return (await rollbackRisks(databaseUrl.reveal())).map(({ what }) => what)
}

/** In the data folder alone, or on the database that it shares with other processes. */
async function openStore(
  { databaseUrl, durability }: Config,
  dataDir: string,
  keyring: Keyring,
  log: Logger,
): Promise<Store> {
  const checkpointKey = keyring.checkpoint
  if (databaseUrl === null)
    return openSqliteStore({ dataDir, checkpointKey, durability }).catch((error: unknown) =>
      cannotOpen(error, 'DATA_DIR'),
    )
  const { password } = new URL(databaseUrl.reveal())
  if (password !== '') scrubber.add(decodeURIComponent(password))
  try {
    // What few processes need is loaded by those: all others are smaller without it.
    const { openPostgresStore } = await import('@keybrake/ledger/postgres')
    const onMadeAnew = (why: string): void => log.warn({ why }, 'the replica is made anew from the database')
    return await openPostgresStore({ url: databaseUrl.reveal(), dataDir, checkpointKey, onMadeAnew })
  } catch (error) {
    return cannotOpen(error, 'DATABASE_URL')
  }
}

/** A disk that is full, a folder of a newer version, files that do not belong together: a person's to mend, by the store's own words. */
function cannotOpen(error: unknown, setting: 'DATA_DIR' | 'DATABASE_URL'): never {
  if (error instanceof FolderLockedError) throw error
  throw new SetupError(`KEYBRAKE_${setting}: ${error instanceof Error ? error.message : String(error)}`)
}

/** A state that no one foresaw: everything that matters is on disk, so the safe thing is to end and be started again. */
function endOnFault(error: unknown): never {
  logFatal({ msg: 'ending on a fault', err: String((error as Error)?.stack ?? error) })
  process.exit(70)
}

/** In the form of every other line of the log, which may not be open yet. */
function logFatal(fields: { readonly msg: string; readonly err?: string }): void {
  const line = JSON.stringify({ level: 60, time: Date.now(), ...fields })
  process.stderr.write(`${scrubber.scrub(line)}\n`)
}

/** Starts the process, or ends it saying what has to be mended. */
export async function run(): Promise<void> {
  process.on('uncaughtException', endOnFault).on('unhandledRejection', endOnFault)
  try {
    await start(processConfig())
  } catch (error) {
    const words = wordsOf(error)
    if (words === null) endOnFault(error)
    // The log is for machines; whoever started it reads the same as a sentence.
    logFatal({ msg: words })
    process.stdout.write(`keybrake: ${scrubber.scrub(words)}\n`)
    process.exit(2)
  }
}

/** What a person can mend, in one sentence; null for a fault of ours. */
function wordsOf(error: unknown): string | null {
  if (error instanceof SetupError) return error.message
  if (hasNoRoom(error)) return `KEYBRAKE_DATA_DIR: ${error.message}`
  return error instanceof FolderLockedError ? `KEYBRAKE_DATA_DIR: ${error.message}` : null
}

const SQLITE_FULL = 13

const hasNoRoom = (error: unknown): error is Error =>
  error instanceof Error &&
  (('code' in error && error.code === 'ENOSPC') || ('errcode' in error && error.errcode === SQLITE_FULL))

// `start.mjs` runs it too; `compile.mjs` only reads it.
if (import.meta.main) await run()
