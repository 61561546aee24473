/** Starts the three simulated vendors and, where asked, the control port. */
import { startControl } from './control.ts'
import { ResendSimulation } from './resend/server.ts'
import { type Fault, FaultBoard } from './shared/faults.ts'
import { type Heard, HeardLog } from './shared/heard.ts'
import type { Listening } from './shared/http.ts'
import { hexId, wordId } from './shared/ids.ts'
import { type Execution, type ExecutionFilter, Oracle, type VendorTotals } from './shared/oracle.ts'
import { startVendor, type Watchers } from './shared/vendor-server.ts'
import type { VendorName } from './shared/wire.ts'
import { StripeSimulation } from './stripe/server.ts'
import { TwilioSimulation } from './twilio/server.ts'

export interface SandboxOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string
  /** 0 (default): any free one. */
  readonly ports?: {
    readonly stripe?: number
    readonly twilio?: number
    readonly resend?: number
    readonly control?: number
  }
  /** Start the control port; default false. */
  readonly control?: boolean
  /** How many executions are kept in detail; default 200,000. Totals are exact whatever this says. */
  readonly kept?: number
  /**
   * How many objects of each type, and answers by idempotency key, each vendor keeps; the older half may go before.
   * Default 50,000, some 150 MB of live memory for one busy vendor.
   */
  readonly objectsKept?: number
  /** How many of the last requests `heard` keeps; default 1,000. */
  readonly heardKept?: number
  readonly twilio?: {
    /** Micro-USD of a segment; default 7,500. */
    readonly segmentMicroUsd?: bigint
    /** Micro-USD of a message with media; default 20,000. */
    readonly mediaMicroUsd?: bigint
    /** Micro-USD of a begun minute of a phone call; default 14,000. */
    readonly voiceMinuteMicroUsd?: bigint
    /** When a message, call or verification shows its price; default 500 ms after it was sent. */
    readonly priceAfterMs?: number
  }
}

/** In the form in which the proxy's connections store them. */
export interface SandboxCredentials {
  readonly stripe: { readonly secret_key: string }
  readonly twilio: { readonly account_sid: string; readonly auth_token: string }
  readonly resend: { readonly api_key: string }
}

export interface Sandbox {
  /** Origins, `http://127.0.0.1:PORT`. */
  readonly urls: {
    readonly stripe: string
    readonly twilio: string
    readonly resend: string
    readonly control: string | null
  }
  /** Made anew at each start. Any other secret of the vendor's form is accepted too, a vault key never. */
  readonly credentials: SandboxCredentials
  /** Every write that happened, oldest first; the newest `kept` of them. */
  executed(filter?: ExecutionFilter): readonly Execution[]
  totals(): Readonly<Record<VendorName, VendorTotals>>
  requests(): Readonly<Record<VendorName, number>>
  /** The last requests, oldest first. */
  heard(): readonly Heard[]
  /** Answers with what calls it off again, as far as it has not come true. */
  order(fault: Fault): () => void
  clearFaults(): void
  /** Forgets all: objects, keys, faults, counts. */
  clear(): void
  close(): Promise<void>
}

const KEPT = 200_000
const OBJECTS_KEPT = 50_000
const HEARD_KEPT = 1000

/** Throws where a port is taken; then nothing keeps running. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', ports = {}, objectsKept = OBJECTS_KEPT, twilio = {} } = options
  const oracle = new Oracle(options.kept ?? KEPT)
  const heard = new HeardLog(options.heardKept ?? HEARD_KEPT)
  const faults = new FaultBoard()
  const watchers: Watchers = { oracle, heard, faults }
  const prices = {
    segmentMicroUsd: twilio.segmentMicroUsd ?? 7_500n,
    mediaMicroUsd: twilio.mediaMicroUsd ?? 20_000n,
    voiceMinuteMicroUsd: twilio.voiceMinuteMicroUsd ?? 14_000n,
    priceAfterMs: twilio.priceAfterMs ?? 500,
  }
  const simulations = [
    new StripeSimulation(oracle, objectsKept),
    new TwilioSimulation(oracle, objectsKept, prices),
    new ResendSimulation(oracle, objectsKept),
  ]
  const credentials = makeCredentials()
  const forget = (): void => {
    for (const part of [oracle, heard, ...simulations]) part.forget()
    faults.clear()
  }

  const running: Listening[] = []
  const close = async (): Promise<void> => void (await Promise.all(running.map((one) => one.close())))
  const run = async (starting: Promise<Listening>): Promise<string> => {
    const one = await starting
    running.push(one)
    return one.origin
  }
  const urls: Record<VendorName | 'control', string> = { stripe: '', twilio: '', resend: '', control: '' }
  try {
    for (const simulation of simulations) {
      const { vendor } = simulation
      urls[vendor] = await run(startVendor(simulation, watchers, host, ports[vendor] ?? 0))
    }
    if (options.control === true) {
      const controlled = { ...watchers, urls: () => urls, credentials: () => credentials, forget }
      urls.control = await run(startControl(controlled, host, ports.control ?? 0))
    }
  } catch (error) {
    await close()
    throw error
  }

  return {
    urls: { ...urls, control: options.control === true ? urls.control : null },
    credentials,
    executed: (filter) => oracle.executions(filter),
    totals: () => oracle.totals(),
    requests: () => {
      const { stripe, twilio, resend } = oracle.totals()
      return { stripe: stripe.requests, twilio: twilio.requests, resend: resend.requests }
    },
    heard: () => heard.last(),
    order: (fault) => faults.order(fault),
    clearFaults: () => faults.clear(),
    clear: forget,
    close,
  }
}

function makeCredentials(): SandboxCredentials {
  return {
    stripe: { secret_key: wordId('sk_test') },
    twilio: { account_sid: hexId('AC'), auth_token: hexId('') },
    resend: { api_key: wordId('re') },
  }
}
