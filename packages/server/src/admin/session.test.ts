import assert from 'node:assert/strict'
import { type OutgoingHttpHeaders, request } from 'node:http'
import { test } from 'node:test'
import { instant } from '@keybrake/core'
import { IDLE_MS_MAX } from '../dashboard/session.ts'
import { LINK_MS_MAX } from '../dashboard/sign-in-links.ts'
import { OPERATOR_CREDENTIAL, startAdmin, type TestAdmin } from './testing/start-admin.ts'

/** A browser: keeps the cookie that it is given, and names its page’s origin. */
function browser(admin: TestAdmin, origin = admin.url) {
  let cookie = ''
  const send = async (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const sent = { origin, cookie, ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
    const init = { method, headers: sent, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    const answer = await fetch(admin.url + path, init)
    const given = answer.headers.getSetCookie()[0]
    if (given !== undefined) cookie = given.split(';', 1)[0] ?? ''
    const text = await answer.text()
    const json = answer.headers.get('content-type')?.includes('json') === true
    return {
      status: answer.status,
      headers: answer.headers,
      given,
      body: json ? (JSON.parse(text) as Fields) : {},
      text,
    }
  }
  const signIn = (credential = OPERATOR_CREDENTIAL) => send('POST', '/dashboard/session', { credential })
  return { send, signIn, cookie: () => cookie, take: (other: string) => void (cookie = other) }
}
type Fields = Readonly<Record<string, unknown>>

/** `Set-Cookie` of an answer to a request with headers of a browser's that `fetch` does not let a program choose. */
function requestAs(url: string, method: string, headers: OutgoingHttpHeaders, body?: unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    const sent = request(`${url}/dashboard/session`, { method, headers: { ...headers, ...type } }, (answer) => {
      answer.resume()
      resolve(answer.headers['set-cookie']?.[0] ?? '')
    })
    sent.once('error', reject).end(body === undefined ? undefined : JSON.stringify(body))
  })
}

const BRAKE = { engaged: true, reason: 'a drill' }

test('a credential is exchanged for a session, which may do what the credential may', async () => {
  await using admin = await startAdmin()
  const page = browser(admin)
  assert.deepEqual((await page.send('GET', '/dashboard/session')).body, { signed_in: false })
  const { status, body, given } = await page.signIn()
  assert.equal(status, 200)
  assert.deepEqual([body.signed_in, body.principal], [true, { id: 'admin', name: 'admin', role: 'operator' }])
  assert.match(given ?? '', /^keybrake_\w+=[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/)
  assert.ok(!String(given).includes(OPERATOR_CREDENTIAL))
  assert.equal((await page.send('GET', '/vault/keys')).status, 200)
  assert.equal((await page.send('PUT', '/vault/brake', BRAKE)).status, 200)
  assert.equal((await page.send('GET', '/dashboard/session')).body.signed_in, true)
})

test('roles hold for sessions as for credentials', async () => {
  await using admin = await startAdmin()
  const auditor = browser(admin)
  await auditor.signIn((await admin.principal('auditor')).credential)
  assert.equal((await auditor.send('GET', '/vault/principals')).status, 200)
  const refused = await auditor.send('PUT', '/vault/brake', BRAKE)
  assert.deepEqual([refused.status, refused.body.code, refused.body.role], [403, 'role_not_allowed', 'auditor'])
  const issuer = browser(admin)
  const { credential, id } = await admin.principal('issuer', { vendors: ['stripe'], max_usd_cap: 5 })
  await issuer.signIn(credential)
  const key = { vendor: 'stripe', allowed_endpoints: ['*'], total_usd_cap: 6 }
  assert.equal((await issuer.send('POST', '/vault/keys', key)).body.code, 'ceiling_exceeded')
  const { body } = await issuer.send('POST', '/vault/keys', { ...key, total_usd_cap: 5 })
  assert.equal(body.principal, id)
})

test('a wrong credential, a vault key and an unknown field make no session', async () => {
  await using admin = await startAdmin()
  const page = browser(admin)
  const wrong = await page.signIn('kb_admin_wrong')
  assert.deepEqual([wrong.status, wrong.body.code, wrong.given], [401, 'unauthenticated', undefined])
  assert.match((await page.signIn('vault_key_x')).text, /vault key/)
  assert.equal((await page.send('POST', '/dashboard/session', { credentials: 'x' })).status, 422)
  assert.equal((await page.send('POST', '/dashboard/session', { credential: 'x', link: 'y' })).status, 422)
  assert.equal((await page.send('GET', '/vault/keys')).status, 401)
})

test('whoever tries many credentials waits, also with the right one, and not for ever', async () => {
  await using admin = await startAdmin()
  const page = browser(admin)
  for (let i = 0; i < 5; i++) assert.equal((await page.signIn(`kb_admin_${i}`)).status, 401)
  const slowed = await page.signIn()
  assert.deepEqual([slowed.status, slowed.body.code], [429, 'too_many_attempts'])
  assert.equal(slowed.headers.get('retry-after'), '1')
  admin.pass(1_000)
  assert.equal((await page.signIn()).status, 200)
})

test('a page of another origin changes nothing, and signs nobody in or out', async () => {
  await using admin = await startAdmin()
  const page = browser(admin)
  await page.signIn()
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'http://127.0.0.1:1' },
    { origin: 'null' },
    { origin: '' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site' },
  ]) {
    const calls = [
      await page.send('PUT', '/vault/brake', BRAKE, headers),
      await page.send('DELETE', '/dashboard/session', undefined, headers),
      await page.send('POST', '/dashboard/session', { credential: OPERATOR_CREDENTIAL }, headers),
    ]
    assert.deepEqual(
      calls.map(({ body }) => body.code),
      ['wrong_origin', 'wrong_origin', 'wrong_origin'],
      JSON.stringify(headers),
    )
  }
  assert.equal((await admin.send('GET', '/vault/brake')).body.engaged, false)
  assert.equal((await page.send('GET', '/vault/keys')).status, 200)
})

test('behind a proxy that speaks TLS the cookie is for TLS alone, also where nobody told this server of it', async () => {
  await using admin = await startAdmin()
  const seen = { origin: 'https://keybrake.example', host: 'keybrake.example' }
  const page = browser(admin, seen.origin)
  // The address that the browser asked for, which `fetch` would not send.
  const signedIn = await requestAs(admin.url, 'POST', seen, { credential: OPERATOR_CREDENTIAL })
  assert.match(signedIn, /^__Host-keybrake_\w+=[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure$/)
  page.take(signedIn.split(';', 1)[0] ?? '')
  assert.equal((await page.send('GET', '/vault/keys')).status, 200)
  const looked = await page.send('GET', '/dashboard/session')
  assert.match(looked.given ?? '', /^__Host-.*; Secure$/)
  const signedOut = await requestAs(admin.url, 'DELETE', { ...seen, cookie: page.cookie() })
  assert.match(signedOut, /^__Host-keybrake_\w+=; .*Max-Age=0; Secure$/)
})

test('signing out ends the session wherever its cookie is kept', async () => {
  await using admin = await startAdmin()
  const page = browser(admin)
  await page.signIn()
  const kept = page.cookie()
  const other = browser(admin)
  await other.signIn()
  const { body, given } = await page.send('DELETE', '/dashboard/session')
  assert.deepEqual(body, { signed_in: false })
  assert.match(given ?? '', /=; .*Max-Age=0/)
  page.take(kept)
  assert.deepEqual((await page.send('GET', '/dashboard/session')).body, { signed_in: false })
  assert.equal((await page.send('GET', '/vault/keys')).status, 401)
  assert.equal((await other.send('GET', '/vault/keys')).status, 200, 'one session of a principal is not all of them')
})

test('a session ends with its credential: replaced or deleted, the very next request is refused', async () => {
  await using admin = await startAdmin()
  const [rotated, deleted] = [await admin.principal('operator'), await admin.principal('auditor')]
  const [page, other] = [browser(admin), browser(admin)]
  await page.signIn(rotated.credential)
  await other.signIn(deleted.credential)
  await admin.send('POST', `/vault/principals/${rotated.id}/rotate`)
  assert.equal((await page.send('GET', '/vault/keys')).status, 401)
  assert.equal((await other.send('GET', '/vault/keys')).status, 200)
  await admin.send('DELETE', `/vault/principals/${deleted.id}`)
  assert.equal((await other.send('GET', '/vault/keys')).status, 401)
  assert.deepEqual((await other.send('GET', '/dashboard/session')).body, { signed_in: false })
})

test('reading does not keep a session alive; a change or a look at the session does', async () => {
  await using admin = await startAdmin()
  const page = browser(admin)
  await page.signIn()
  admin.pass(IDLE_MS_MAX - 1)
  const read = await page.send('GET', '/vault/keys')
  assert.deepEqual([read.status, read.given], [200, undefined])
  assert.notEqual((await page.send('PUT', '/vault/brake', BRAKE)).given, undefined)
  admin.pass(IDLE_MS_MAX - 1)
  assert.notEqual((await page.send('GET', '/dashboard/session')).given, undefined)
  admin.pass(IDLE_MS_MAX)
  assert.equal((await page.send('GET', '/vault/keys')).status, 401)
})

test('what a session watches is not longer good than the session was when it began to watch', async () => {
  await using admin = await startAdmin()
  const { sessions } = admin.parts.dashboard
  const at = admin.parts.clock.now()
  const session = sessions.begin(admin.parts.keyring.mac(OPERATOR_CREDENTIAL), at, null)
  assert.equal((await sessions.stands(session, instant(at + IDLE_MS_MAX - 1)))?.id, 'admin')
  assert.equal(await sessions.stands(session, instant(at + IDLE_MS_MAX)), null)
})

test('a credential that comes with the request counts, not the cookie beside it', async () => {
  await using admin = await startAdmin()
  const page = browser(admin)
  await page.signIn()
  const { credential } = await admin.principal('auditor')
  const asAuditor = { authorization: `Bearer ${credential}` }
  assert.equal((await page.send('PUT', '/vault/brake', BRAKE, asAuditor)).body.code, 'role_not_allowed')
  assert.equal((await page.send('GET', '/vault/keys', undefined, { authorization: 'Bearer wrong' })).status, 401)
})

test('a link signs in once, within a quarter of an hour', async () => {
  await using admin = await startAdmin()
  const { links } = admin.parts.dashboard
  const mac = admin.parts.keyring.mac(OPERATOR_CREDENTIAL)
  const page = browser(admin)
  const signIn = (link: string) => page.send('POST', '/dashboard/session', { link })
  const link = links.make(mac, admin.parts.clock.now())
  assert.equal((await signIn(link)).status, 200)
  assert.equal((await page.send('GET', '/vault/keys')).status, 200)
  assert.equal((await signIn(link)).status, 401)
  const old = links.make(mac, admin.parts.clock.now())
  admin.pass(LINK_MS_MAX)
  assert.equal((await signIn(old)).status, 401)
  assert.equal((await signIn('never-made')).status, 401)
})

test('signing out, and the end of its credential, end what a session watches', async () => {
  await using admin = await startAdmin()
  const { id, credential } = await admin.principal('auditor')
  const watchAs = async (cookie: string): Promise<Promise<string>> => {
    const answer = await fetch(`${admin.url}/vault/events`, { headers: { cookie } })
    assert.equal(answer.status, 200)
    return answer.text()
  }
  const [page, other, third] = [browser(admin), browser(admin), browser(admin)]
  await page.signIn(credential)
  await other.signIn(credential)
  await third.signIn()
  const streams = [page, other, third].map(({ cookie }) => watchAs(cookie()))
  const ended: number[] = []
  for (const [index, stream] of streams.entries()) void stream.then(() => ended.push(index))
  await new Promise((resolve) => setTimeout(resolve, 200))
  await page.send('DELETE', '/dashboard/session')
  await streams[0]
  assert.deepEqual(ended, [0])
  await admin.send('POST', `/vault/principals/${id}/rotate`)
  await streams[1]
  assert.deepEqual(ended, [0, 1])
})

test('the pages of the app need no credential, and their policy goes with them', async () => {
  await using admin = await startAdmin()
  for (const [method, path] of [
    ['GET', '/dashboard'],
    ['HEAD', '/dashboard/keys/key_1'],
  ] as const) {
    const answer = await fetch(admin.url + path, { method })
    assert.equal(answer.status, 503, 'it is not built here, and says so')
    assert.match(answer.headers.get('content-security-policy') ?? '', /^default-src 'none'; script-src 'self'/)
    assert.match(answer.headers.get('content-type') ?? '', /^text\/html/)
  }
  assert.equal((await fetch(`${admin.url}/dashboard/session`)).headers.get('content-type'), 'application/json')
})
