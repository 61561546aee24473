/** Settings of a connection as asked, checked against its vendor, as its document. */
import type { ConnectionSettings, FieldFault } from '@keybrake/contract'
import type { VendorAdapter } from '@keybrake/vendors'
import { checkUpstream } from '../config.ts'
import { addressOf, missingSetting } from '../upstream/addresses.ts'
import type { ConnectionDocument } from './connection-document.ts'
import { whyNotClosed } from './policy-check.ts'

export type DocumentReading =
  | { readonly ok: true; readonly document: ConnectionDocument }
  | { readonly ok: false; readonly faults: readonly FieldFault[] }

/** @param before what stands, or the empty document of a new connection */
export function changedDocument(
  before: ConnectionDocument,
  asked: ConnectionSettings,
  adapter: VendorAdapter,
  allowHttpUpstream: boolean,
): DocumentReading {
  const upstreams = readUpstreams(asked.upstreams ?? {}, adapter, allowHttpUpstream)
  const opened = (asked.openedEndpoints ?? []).flatMap((name, index) => {
    const why = whyNotClosed(adapter, name)
    return why === null ? [] : [{ pointer: `/opened_endpoints/${index}`, message: why }]
  })
  const kept = <T>(given: T | undefined, stands: T): T => (given === undefined ? stands : given)
  const lacking = missingAddresses(adapter, {
    upstreams: asked.upstreams === undefined ? before.upstreams : upstreams.origins,
    settings: kept(asked.settings, before.settings),
  })
  const faults = [...upstreams.faults, ...opened, ...lacking]
  if (faults.length > 0) return { ok: false, faults }
  return {
    ok: true,
    document: {
      ...before,
      upstreams: asked.upstreams === undefined ? before.upstreams : upstreams.origins,
      account: kept(asked.account, before.account),
      correlate: kept(asked.correlate, before.correlate),
      settings: kept(asked.settings, before.settings),
      idempotencyScope: kept(asked.idempotencyScope, before.idempotencyScope),
      openedEndpoints: kept(asked.openedEndpoints, before.openedEndpoints),
      bodyLimitBytes: kept(asked.bodyLimitBytes, before.bodyLimitBytes),
      defaults: {
        maxPerCall: kept(asked.maxPerCall, before.defaults.maxPerCall),
        maxCalls: kept(asked.maxCalls, before.defaults.maxCalls),
        maxConcurrentCalls: kept(asked.maxConcurrentCalls, before.defaults.maxConcurrentCalls),
        rateLimit: kept(asked.rateLimit, before.defaults.rateLimit),
      },
    },
  }
}

function readUpstreams(given: Readonly<Record<string, string>>, adapter: VendorAdapter, allowHttp: boolean) {
  const origins: Record<string, string> = {}
  const faults: FieldFault[] = []
  for (const [product, address] of Object.entries(given)) {
    const pointer = product === 'api' ? '/upstream' : `/upstreams/${product}`
    if (!Object.hasOwn(adapter.origins, product)) {
      faults.push({
        pointer,
        message: `${adapter.vendor} has no product ${product} (known: ${Object.keys(adapter.origins).join(', ')})`,
      })
      continue
    }
    const checked = checkUpstream(address, allowHttp)
    if (checked.ok) origins[product] = checked.base
    else faults.push({ pointer, message: checked.why })
  }
  return { origins, faults }
}

/** Settings without which a call would have no place to go. */
function missingAddresses(adapter: VendorAdapter, document: Parameters<typeof missingSetting>[1]): FieldFault[] {
  const names = Object.keys(adapter.origins).flatMap((product) => missingSetting(adapter, document, product) ?? [])
  return [...new Set(names)].map((name) => ({
    pointer: `/settings/${name}`,
    message: `is required: it is a part of the host that ${adapter.vendor} is reached at, in lower-case letters, digits and hyphens`,
  }))
}

/** Whether a secret would go somewhere else than where its owner meant it to go. */
export function leadsElsewhere(adapter: VendorAdapter, before: ConnectionDocument, after: ConnectionDocument): boolean {
  return Object.keys(adapter.origins).some(
    (product) => addressOf(adapter, before, product) !== addressOf(adapter, after, product),
  )
}
