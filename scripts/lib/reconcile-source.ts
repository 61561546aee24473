/**
 * The books and the audit log through a running Keybrake: the vendor is asked through the proxy, with a vault key of one
 * endpoint and no money, so the real secret stays where it is and each question has its row.
 */
import { decodeUtf8, readJson, writeForm } from '../../packages/core/src/index.ts'
import type { BookRow, BooksSource } from '../../packages/server/src/jobs/books.ts'
import type { Question, VendorAnswer } from '../../packages/vendors/src/index.ts'

export interface Keybrake {
  readonly url: string
  readonly credential: string
}

type Json = Readonly<Record<string, unknown>>

/** Throws with the answer's own words where it is not a success. */
export async function askAdmin(
  { url, credential }: Keybrake,
  method: string,
  path: string,
  body?: Json,
): Promise<Json> {
  const headers = {
    authorization: `Bearer ${credential}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
  const answer = await fetch(url + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const json = (await answer.json()) as Json
  if (!answer.ok) throw new Error(`${method} ${path}: ${String(json['detail'] ?? answer.status)}`)
  return json
}

/** The source, and what ends the vault key it reads with. */
export async function openSource(keybrake: Keybrake, connection: string, vendor: string, endpoint: string) {
  const key = await askAdmin(keybrake, 'POST', '/vault/keys', {
    connection,
    allowed_endpoints: [endpoint],
    total_usd_cap: 0,
    expires_in: '1h',
    label: 'reconcile',
  })
  const source: BooksSource = {
    page: (question) => askVendor(keybrake, connection, String(key['vault_key']), question),
    rowsOf: async (id) => {
      const query = new URLSearchParams({ kind: 'call', vendor, q: id, limit: '1000' })
      const page = await askAdmin(keybrake, 'GET', `/vault/audit?${query.toString()}`)
      return (page['data'] as Json[]).filter((row) => row['vendor_object_id'] === id).map(bookRow)
    },
    rowOfCall: async (callId) => {
      const query = new URLSearchParams({ kind: 'call', vendor, q: callId, limit: '1000' })
      const page = await askAdmin(keybrake, 'GET', `/vault/audit?${query.toString()}`)
      const row = (page['data'] as Json[]).find((each) => each['call_id'] === callId)
      return row === undefined ? null : bookRow(row)
    },
  }
  return { source, close: () => askAdmin(keybrake, 'DELETE', `/vault/keys/${String(key['id'])}`) }
}

const PRICED: ReadonlySet<unknown> = new Set(['settled', 'assumed', 'unknown', 'held'])

const bookRow = (row: Json): BookRow => ({
  isPriced: PRICED.has(row['state']) && row['method'] !== 'GET',
  vendorObjectId: typeof row['vendor_object_id'] === 'string' ? row['vendor_object_id'] : null,
})

async function askVendor(
  { url }: Keybrake,
  connection: string,
  vaultKey: string,
  question: Question,
): Promise<VendorAnswer> {
  const product = question.product === 'api' ? '' : `/${question.product}`
  const answer = await fetch(`${url}/${connection}${product}${question.path}?${writeForm(question.query)}`, {
    headers: { authorization: `Bearer ${vaultKey}` },
  })
  const code = answer.headers.get('keybrake-code')
  const bytes = new Uint8Array(await answer.arrayBuffer())
  if (code !== null) throw new Error(`the vendor was not asked: ${code}`)
  const text = decodeUtf8(bytes)
  const json = text === null ? null : readJson(text)
  return {
    status: answer.status,
    headers: new Map(answer.headers),
    json: json?.ok === true ? json.value : undefined,
  }
}
