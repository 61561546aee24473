import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant } from '@keybrake/core'
import { Keyring } from '../vault/keyring.ts'
import { IDLE_MS_MAX, idleAt, openSession, SESSION_MS_MAX, sealSession } from './session.ts'
import { cookieForm, cookieValue, endedCookie, sessionCookie } from './session-cookie.ts'

const keyring = new Keyring(Buffer.alloc(32, 7))
const AT = Date.parse('2026-01-31T09:00:00.000Z')
const later = (ms: number) => instant(AT + ms)
const SESSION = { id: 'ses_1', credentialMac: 'mac', beganAt: later(0), activeAt: later(0), overTls: true }

test('a session opens with the master key that sealed it, and says nothing without', () => {
  const sealed = sealSession(keyring, SESSION)
  assert.deepEqual(openSession(keyring, sealed, later(1)), SESSION)
  assert.equal(openSession(new Keyring(Buffer.alloc(32, 8)), sealed, later(1)), null)
  assert.doesNotMatch(Buffer.from(sealed, 'base64url').toString('latin1'), /ses_1|mac/)
})

test('not one changed character opens', () => {
  const sealed = sealSession(keyring, SESSION)
  for (let at = 0; at < sealed.length - 1; at++) {
    const other = sealed[at] === 'A' ? 'B' : 'A'
    assert.equal(openSession(keyring, sealed.slice(0, at) + other + sealed.slice(at + 1), later(1)), null, String(at))
  }
  for (const text of ['', 'A', 'A'.repeat(100_000)]) assert.equal(openSession(keyring, text, later(1)), null)
})

test('it ends twelve hours after the last activity, and in any case after seven days', () => {
  const sealed = sealSession(keyring, SESSION)
  assert.notEqual(openSession(keyring, sealed, later(IDLE_MS_MAX - 1)), null)
  assert.equal(openSession(keyring, sealed, later(IDLE_MS_MAX)), null)
  const active = { ...SESSION, activeAt: later(SESSION_MS_MAX - 1_000) }
  assert.equal(idleAt(active), AT + SESSION_MS_MAX)
  assert.notEqual(openSession(keyring, sealSession(keyring, active), later(SESSION_MS_MAX - 1)), null)
  assert.equal(openSession(keyring, sealSession(keyring, active), later(SESSION_MS_MAX)), null)
})

test('the cookie is for this host alone, out of reach of scripts and other sites, and over TLS where there is TLS', () => {
  const plain = cookieForm(false, 'abc')
  const secure = cookieForm(true, 'abc')
  assert.equal(sessionCookie(plain, 'v'), 'keybrake_abc=v; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200')
  assert.equal(
    sessionCookie(secure, 'v'),
    '__Host-keybrake_abc=v; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure',
  )
  assert.match(endedCookie(secure), /^__Host-keybrake_abc=; .*Max-Age=0; Secure$/)
})

test('the value is found among others', () => {
  const form = cookieForm(false, 'abc')
  assert.equal(cookieValue(form, 'a=1; keybrake_abc=v=w ; xkeybrake_abc=2'), 'v=w')
  assert.equal(cookieValue(form, 'keybrake_abcd=v; =x; keybrake_abc'), null)
  assert.equal(cookieValue(form, null), null)
})
