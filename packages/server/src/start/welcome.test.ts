import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { type Welcome, welcomeText } from './welcome.ts'

const PLAIN: Welcome = {
  url: 'http://127.0.0.1:8787',
  dataDir: '/data',
  adminKey: null,
  adminKeyFile: '/data/admin-key',
  adminKeyIsSet: false,
  signInLink: null,
  masterKeyMade: null,
  hasLeases: false,
  sandbox: null,
}

test('a start that made nothing says where to look', () => {
  assert.match(welcomeText(PLAIN), /^Dashboard: http:\/\/127\.0\.0\.1:8787\/dashboard.*keybrake doctor`\n$/)
})

test('where the credential is a setting, the walk names it instead of a file that is not there', () => {
  const shown = welcomeText({ ...PLAIN, sandbox: { twilioAccount: 'AC1' }, adminKeyIsSet: true })
  assert.match(shown, /ADMIN="\$KEYBRAKE_ADMIN_KEY"/)
})

test('what was made now is shown once, with where it is kept', () => {
  const text = welcomeText({ ...PLAIN, adminKey: 'kb_admin_1', masterKeyMade: '/data/master-key' })
  assert.equal(text.split('kb_admin_1').length, 2)
  assert.match(text, /\/data\/admin-key/)
  assert.match(text, /WARNING .*\/data\/master-key/)
})

test('that calls do not wait for the disk is said at every start', () => {
  assert.match(welcomeText({ ...PLAIN, hasLeases: true }), /^LEASES .*KEYBRAKE_DURABILITY is `lease`/)
  assert.doesNotMatch(welcomeText(PLAIN), /LEASES/)
})

test('with the sandbox comes a walk whose lines fit this process', () => {
  const shown = welcomeText({ ...PLAIN, sandbox: { twilioAccount: 'AC1' }, adminKey: 'kb_admin_1' })
  assert.match(shown, /No money moves/)
  assert.match(shown, /Twilio account SID: AC1$/m)
  assert.match(shown, /ADMIN="kb_admin_1"/)
  const later = welcomeText({ ...PLAIN, sandbox: { twilioAccount: 'AC1' }, url: 'http://127.0.0.1:9000' })
  assert.match(later, /ADMIN="\$\(cat \/data\/admin-key\)"/)
  assert.ok(later.includes('http://127.0.0.1:9000/vault/keys') && !later.includes(':8787'))
})

test('the CLI is told where it runs only where it would not look by itself', () => {
  const sandbox = { twilioAccount: 'AC1' }
  const usual = welcomeText({ ...PLAIN, sandbox, dataDir: resolve('keybrake-data') })
  assert.match(usual, /npx keybrake top/)
  assert.doesNotMatch(usual, /export /)
  const other = welcomeText({ ...PLAIN, sandbox, url: 'http://127.0.0.1:9000' })
  assert.match(other, /export KEYBRAKE_URL=http:\/\/127\.0\.0\.1:9000 KEYBRAKE_DATA_DIR='\/data'$/m)
})

test('where the credential is known, a link opens the dashboard; where it is not, none is promised', () => {
  const sandbox = { twilioAccount: 'AC1' }
  const link = 'http://127.0.0.1:8787/dashboard/sign-in#link=abc'
  assert.ok(welcomeText({ ...PLAIN, sandbox, signInLink: link }).includes(`\n    ${link}\n`))
  assert.doesNotMatch(welcomeText({ ...PLAIN, sandbox }), /#link=/)
})
