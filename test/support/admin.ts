/** A thin client of the admin API for tests: says what was sent, returns what came back, judges nothing by itself. */
import assert from 'node:assert/strict'

export interface AdminAnswer {
  readonly status: number
  readonly headers: Headers
  /** The parsed JSON body, or `{}` where there was none. Tests read it field by field. */
  readonly body: Json
  readonly text: string
}

/** A JSON object as tests read it: any field may be absent, so every read is checked by the assertion that follows. */
export interface Json {
  readonly [field: string]: unknown
}

export interface IssuedKey extends Json {
  readonly id: string
  readonly vault_key: string
  readonly base_url: string
}

export interface Admin {
  /** One admin call. `body` is sent as JSON; a string body is sent as it stands (for malformed input). */
  readonly request: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<AdminAnswer>
  /** Issues a key and fails the test unless the answer is 201. Defaults: Stripe, every endpoint, 30 minutes. */
  readonly issue: (fields?: Json) => Promise<IssuedKey>
  /** All audit rows that match `query` (`label=a&decision=allowed`), newest first, through every page. */
  readonly audit: (query: string) => Promise<readonly Json[]>
  /** The same API as another principal. */
  readonly as: (credential: string) => Admin
}

export function adminOf(origin: string, credential: string): Admin {
  const request: Admin['request'] = async (method, path, body, headers = {}) => {
    const init: RequestInit = { method, headers: { authorization: `Bearer ${credential}`, ...headers } }
    if (body !== undefined) {
      init.body = typeof body === 'string' ? body : JSON.stringify(body)
      init.headers = { 'content-type': 'application/json', ...init.headers }
    }
    const answer = await fetch(origin + path, init)
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, body: parseObject(text), text }
  }

  const issue: Admin['issue'] = async (fields = {}) => {
    const defaults = 'connection' in fields ? {} : { vendor: 'stripe' }
    const answer = await request('POST', '/vault/keys', {
      ...defaults,
      allowed_endpoints: ['*'],
      expires_in: '30m',
      ...fields,
    })
    assert.equal(answer.status, 201, `issuing a key: ${answer.text}`)
    return answer.body as IssuedKey
  }

  const audit: Admin['audit'] = async (query) => {
    const rows: Json[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: AdminAnswer = await request(
        'GET',
        `/vault/audit?limit=1000&${query}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      )
      assert.equal(page.status, 200, `audit query ${query}: ${page.text}`)
      rows.push(...(page.body['data'] as Json[]))
      cursor = page.body['next_cursor'] as string | null
    }
    return rows
  }

  return { request, issue, audit, as: (other) => adminOf(origin, other) }
}

function parseObject(text: string): Json {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Json) : {}
  } catch {
    return {}
  }
}
