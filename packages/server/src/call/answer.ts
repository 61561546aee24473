/** A vendor's answer as the adapters read it, and as the caller gets it. */
import { decodeUtf8, type Field, formatUsd, readJson } from '@keybrake/core'
import type { VendorAnswer } from '@keybrake/vendors'
import type { UpstreamHead } from '../upstream/exchange.ts'
import type { LiveConnection } from '../upstream/live-connections.ts'
import type { Admission } from './admit.ts'

/**
 * `json` is undefined where the body is not one whole, plain JSON document.
 *
 * @param body one character a byte
 */
export function vendorAnswer(head: UpstreamHead, body: string): VendorAnswer {
  return { status: head.status, headers: head.headers, json: isEncoded(head) ? undefined : parsed(body) }
}

function parsed(body: string): VendorAnswer['json'] {
  if (body.length === 0) return undefined
  const text = spelled(body)
  const json = text === null ? null : readJson(text)
  return json !== null && json.ok ? json.value : undefined
}

/** The text that bytes spell, or null where they are no UTF-8. */
function spelled(bytes: string): string | null {
  // As long in UTF-8 as it is: all of it is ASCII, and spells itself.
  return Buffer.byteLength(bytes) === bytes.length ? bytes : decodeUtf8(Buffer.from(bytes, 'latin1'))
}

/** Compressed although we asked for plain bytes: neither the cost nor a leaked secret could be seen in it. */
export function isEncoded(head: UpstreamHead): boolean {
  const encoding = head.headers.get('content-encoding')
  return encoding !== undefined && encoding.toLowerCase() !== 'identity'
}

/**
 * The headers that go down: the vendor's from its list, and ours.
 *
 * @param callerKey the idempotency key as the caller sent it: it is echoed in place of the scoped one
 */
export function answerHeaders(
  connection: LiveConnection,
  head: UpstreamHead,
  admission: Pick<Admission, 'callId' | 'remaining'>,
  callerKey: string | null,
): Field[] {
  const headers: Field[] = []
  for (const name of connection.adapter.responseHeaders) {
    const value = name === 'idempotency-key' ? callerKey : head.headers.get(name)
    if (value !== undefined && value !== null) headers.push([name, value])
  }
  headers.push(['keybrake-call-id', admission.callId])
  if (admission.remaining !== null) headers.push(['keybrake-remaining-usd', formatUsd(admission.remaining)])
  return headers
}

/**
 * Absolute links to the vendor's hosts, made to lead back through the proxy: an SDK that follows `next_page_url` would
 * else take the vault key to the vendor. Only whole JSON strings that begin with such an address are touched.
 *
 * @param body one character a byte: what is no link passes unchanged, whatever its encoding
 * @param base how this caller reaches the connection: `http://host/twilio`
 */
export function rewriteLinks(connection: LiveConnection, body: string, base: string): string {
  if (!connection.adapter.rewritesLinks || !(body.includes('://') || body.includes(':\\/\\/'))) return body
  let text = body
  for (const [product, standard] of Object.entries(connection.adapter.origins)) {
    const target = `"${base}/${product}/`
    for (const origin of new Set([standard, connection.origins.get(product)?.url ?? standard]))
      text = text.replaceAll(`"${origin}/`, target).replaceAll(`"${origin.replaceAll('/', '\\/')}\\/`, target)
  }
  return text
}
