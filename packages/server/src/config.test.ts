import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { inspect } from 'node:util'
import { checkUpstream, type Config, readConfig } from './config.ts'
import { SetupError } from './setup-error.ts'

const MASTER = Buffer.alloc(32, 9).toString('base64')
const SID = `AC${'0123456789abcdef'.repeat(2)}`
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keybrake-config-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const of = (environment: Readonly<Record<string, string>> = {}, ...argv: readonly string[]): Config =>
  readConfig(environment, argv)

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

function refused(words: RegExp, environment: Readonly<Record<string, string>>, ...argv: readonly string[]): string {
  let message = ''
  assert.throws(
    () => readConfig(environment, argv),
    (error) => {
      assert.ok(error instanceof SetupError, inspect(error))
      message = error.message
      return words.test(message)
    },
    `${words}`,
  )
  return message
}

const secretOf = ({ vendors }: Config, vendor: string): Readonly<Record<string, string>> | null => {
  const secret = vendors.find((one) => one.vendor === vendor)?.secret ?? null
  return secret === null
    ? null
    : Object.fromEntries(Object.entries(secret).map(([name, value]) => [name, value.reveal()]))
}

test('nothing set gives the documented defaults', () => {
  const { vendors, ...rest } = of()
  assert.deepEqual(rest, {
    host: '127.0.0.1',
    port: 8787,
    dataDir: './keybrake-data',
    databaseUrl: null,
    durability: 'commit',
    auditRetentionMs: null,
    masterKey: null,
    adminKey: null,
    publicUrl: null,
    logLevel: 'info',
    allowHttpUpstream: false,
    http: 'fast',
    vendorsDir: null,
    warnings: [],
    crashAt: null,
  })
  assert.deepEqual(
    vendors.map(({ vendor, secret, upstream }) => [vendor, secret, upstream]),
    [
      ['stripe', null, null],
      ['twilio', null, null],
      ['resend', null, null],
    ],
  )
})

test('every setting is read', () => {
  const config = of({
    KEYBRAKE_HOST: '0.0.0.0',
    KEYBRAKE_PORT: '0',
    KEYBRAKE_DATA_DIR: '/data',
    KEYBRAKE_MASTER_KEY: MASTER,
    KEYBRAKE_ADMIN_KEY: 'operator-1',
    KEYBRAKE_PUBLIC_URL: 'https://keybrake.example.com/',
    KEYBRAKE_LOG_LEVEL: 'debug',
    KEYBRAKE_HTTP: 'node',
    KEYBRAKE_DURABILITY: 'lease',
    KEYBRAKE_AUDIT_RETENTION: '90d',
    KEYBRAKE_ALLOW_HTTP_UPSTREAM: 'true',
    STRIPE_SECRET_KEY: ' sk_live_1\n',
    KEYBRAKE_STRIPE_UPSTREAM: 'http://mock.test:12111/',
    TWILIO_ACCOUNT_SID: SID,
    TWILIO_AUTH_TOKEN: 'token',
    KEYBRAKE_TWILIO_UPSTREAM: 'https://api.dublin.ie1.twilio.com',
    RESEND_API_KEY: 're_1',
    KEYBRAKE_RESEND_UPSTREAM: 'http://127.0.0.1:1',
  })
  const { host, port, dataDir, publicUrl, logLevel, http, durability, auditRetentionMs } = config
  assert.deepEqual(
    [host, port, dataDir, publicUrl, logLevel, http, durability, auditRetentionMs],
    ['0.0.0.0', 0, '/data', 'https://keybrake.example.com', 'debug', 'node', 'lease', 90 * 86_400_000],
  )
  assert.deepEqual([config.masterKey?.reveal(), config.adminKey?.reveal()], [MASTER, 'operator-1'])
  assert.deepEqual(secretOf(config, 'stripe'), { secret_key: 'sk_live_1' })
  assert.deepEqual(secretOf(config, 'twilio'), { account_sid: SID, auth_token: 'token' })
  assert.deepEqual(secretOf(config, 'resend'), { api_key: 're_1' })
  assert.deepEqual(
    config.vendors.map(({ upstream }) => upstream),
    ['http://mock.test:12111', 'https://api.dublin.ie1.twilio.com', 'http://127.0.0.1:1'],
  )
})

test('an empty value is no value', () => {
  assert.equal(of({ KEYBRAKE_PORT: '', STRIPE_SECRET_KEY: '' }).port, 8787)
})

test('a wrong value is refused in one sentence that names its setting', () => {
  for (const [name, values] of Object.entries({
    KEYBRAKE_PORT: ['-1', '65536', '80a', '8787.0', '0x50', ' '],
    KEYBRAKE_LOG_LEVEL: ['verbose', 'INFO'],
    KEYBRAKE_HTTP: ['nginx', 'FAST'],
    KEYBRAKE_ALLOW_HTTP_UPSTREAM: ['yes', '1', 'TRUE'],
    KEYBRAKE_DURABILITY: ['LEASE', 'none'],
    KEYBRAKE_AUDIT_RETENTION: ['90', '44d', '1000h', 'forever', '-90d', '90 d'],
    KEYBRAKE_DATABASE_URL: ['mysql://a/b', 'postgres', '/var/run/postgres', 'postgres://'],
    KEYBRAKE_PUBLIC_URL: ['keybrake', 'ftp://a', 'https://a/b', 'https://a/?b', 'https://u:p@a', 'https://a/#b'],
    KEYBRAKE_MASTER_KEY: ['master', Buffer.alloc(31).toString('base64'), `${MASTER}=`],
    KEYBRAKE_ADMIN_KEY: ['short', 'with spaces in it', 'a'.repeat(257)],
    KEYBRAKE_STRIPE_UPSTREAM: ['stripe', 'http://stripe.test', 'ftp://a', 'https://a/v1', 'https://u@a', 'https://a?b'],
    TWILIO_ACCOUNT_SID: [SID],
    TWILIO_AUTH_TOKEN: ['token'],
  }))
    for (const value of values) refused(new RegExp(`${name}\\b`), { [name]: value })
  refused(/TWILIO_ACCOUNT_SID/, { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'token' })
})

test('a blank secret is refused, not taken for one', () => {
  for (const name of ['STRIPE_SECRET_KEY', 'RESEND_API_KEY', 'KEYBRAKE_MASTER_KEY', 'KEYBRAKE_ADMIN_KEY'])
    refused(new RegExp(name), { [name]: ' \n' })
})

test('every secret can stand in a file, and only in one place', () => {
  const path = file('secret', ` ${MASTER} \n`)
  for (const name of ['KEYBRAKE_MASTER_KEY', 'KEYBRAKE_ADMIN_KEY', 'STRIPE_SECRET_KEY', 'RESEND_API_KEY']) {
    const config = of({ [`${name}_FILE`]: path })
    const texts = [config.masterKey?.reveal(), config.adminKey?.reveal(), secretOf(config, 'stripe')?.secret_key]
    assert.ok([...texts, secretOf(config, 'resend')?.api_key].includes(MASTER), name)
    refused(new RegExp(`${name} and ${name}_FILE`), { [`${name}_FILE`]: path, [name]: MASTER })
    refused(new RegExp(`${name}_FILE: cannot read`), { [`${name}_FILE`]: join(folder, 'none') })
    refused(new RegExp(`${name}_FILE: .*empty`), { [`${name}_FILE`]: file('empty', '\n') })
  }
  const twilio = { TWILIO_ACCOUNT_SID_FILE: file('sid', SID), TWILIO_AUTH_TOKEN_FILE: path }
  assert.deepEqual(secretOf(of(twilio), 'twilio'), { account_sid: SID, auth_token: MASTER })
  const url = file('url', 'postgres://kb:pw@db:5432/keybrake\n')
  assert.equal(
    of({ KEYBRAKE_DATABASE_URL_FILE: url, KEYBRAKE_MASTER_KEY: MASTER }).databaseUrl?.reveal(),
    'postgres://kb:pw@db:5432/keybrake',
  )
  refused(/KEYBRAKE_MASTER_KEY is required with KEYBRAKE_DATABASE_URL/, { KEYBRAKE_DATABASE_URL_FILE: url })
  refused(/KEYBRAKE_DURABILITY=lease is for the ledger in the data folder/, {
    KEYBRAKE_DATABASE_URL_FILE: url,
    KEYBRAKE_MASTER_KEY: MASTER,
    KEYBRAKE_DURABILITY: 'lease',
  })
})

const ENV_FILE = 'KEYBRAKE_PORT=9000\n# a remark\nSTRIPE_SECRET_KEY="sk_file"\n'
const YAML_FILE = 'KEYBRAKE_PORT: 9000\n# a remark\nSTRIPE_SECRET_KEY: sk_file\n'

test('--config reads the same names as lines or as YAML, and the environment stands over it', () => {
  for (const path of [file('a.env', ENV_FILE), file('a.yaml', YAML_FILE), file('a.yml', YAML_FILE)]) {
    for (const argv of [['--config', path], [`--config=${path}`]]) {
      assert.equal(of({}, ...argv).port, 9000)
      assert.deepEqual(secretOf(of({}, ...argv), 'stripe'), { secret_key: 'sk_file' })
      assert.equal(of({ KEYBRAKE_PORT: '9001' }, ...argv).port, 9001)
      assert.equal(of({ KEYBRAKE_PORT: '' }, ...argv).port, 9000)
    }
  }
})

test('the environment stands over the file also where one of them names a file of the secret', () => {
  const path = file('a.env', 'STRIPE_SECRET_KEY=sk_file\n')
  const inFile = of({ STRIPE_SECRET_KEY_FILE: file('s', 'sk_environment') }, '--config', path)
  assert.deepEqual(secretOf(inFile, 'stripe'), { secret_key: 'sk_environment' })
  const other = file('b.env', `STRIPE_SECRET_KEY_FILE=${file('s', 'sk_file')}\n`)
  assert.deepEqual(secretOf(of({ STRIPE_SECRET_KEY: 'sk_environment' }, '--config', other), 'stripe'), {
    secret_key: 'sk_environment',
  })
})

test('a YAML value is the text it is written as: a token of digits is no number', () => {
  const token = '01234567890123456789012345678901'
  const path = file(
    'a.yaml',
    `TWILIO_ACCOUNT_SID: ${SID}\nTWILIO_AUTH_TOKEN: ${token}\nRESEND_API_KEY: 12e45678\nKEYBRAKE_ALLOW_HTTP_UPSTREAM: true\nKEYBRAKE_HOST:\n`,
  )
  const config = of({}, '--config', path)
  assert.equal(secretOf(config, 'twilio')?.auth_token, token)
  assert.equal(secretOf(config, 'resend')?.api_key, '12e45678')
  assert.deepEqual([config.allowHttpUpstream, config.host], [true, '127.0.0.1'])
})

test('a file that is no map of names to values is refused in one sentence that shows none of it', () => {
  for (const content of ['- a\n- b\n', 'just text', 'a: [sk_live_1\n', 'KEYBRAKE_PORT: 1\nKEYBRAKE_PORT: 2\n'])
    assert.ok(!refused(/a\.yaml/, {}, '--config', file('a.yaml', content)).includes('sk_live_1'))
  refused(/STRIPE_SECRET_KEY in .* must be one value/, {}, '--config', file('a.yaml', 'STRIPE_SECRET_KEY: {a: b}\n'))
  assert.equal(of({}, '--config', file('a.yaml', '')).port, 8787)
  refused(/--config: cannot read/, {}, '--config', join(folder, 'none.env'))
})

test('an argument that is not --config with a path is refused', () => {
  for (const argv of [['start'], ['--port', '1'], ['--config'], ['--config='], ['--config', file('a.env', ''), 'more']])
    refused(/argument|--config/, {}, ...argv)
})

test('a name in the file that is not ours is a mistake, and the nearest one is told', () => {
  refused(/KEYBRAKE_PROT .*did you mean KEYBRAKE_PORT\?/, {}, '--config', file('a.env', 'KEYBRAKE_PROT=1\n'))
  refused(/unknown setting COLOUR/, {}, '--config', file('a.yaml', 'COLOUR: red\n'))
})

test('in the environment a name close to one of ours is a mistake, any other a remark, and a foreign one nothing', () => {
  refused(/KEYBRAKE_DATA_DIRS; did you mean KEYBRAKE_DATA_DIR\?/, { KEYBRAKE_DATA_DIRS: 'a' })
  refused(/KEYBRAKE_MASTERKEY; did you mean KEYBRAKE_MASTER_KEY\?/, { KEYBRAKE_MASTERKEY: 'a' })
  assert.match(of({ KEYBRAKE_SOMETHING_ELSE_ENTIRELY: 'a' }).warnings.join(), /KEYBRAKE_SOMETHING_ELSE_ENTIRELY/)
  assert.deepEqual(of({ PATH: 'a', KEYBRAKE_URL: 'a', KEYBRAKE_API_KEY: 'a' }).warnings, [])
})

test('an address without its credential changes nothing, and that is said', () => {
  const [warning = ''] = of({ KEYBRAKE_STRIPE_UPSTREAM: 'http://127.0.0.1:1' }).warnings
  assert.match(warning, /KEYBRAKE_STRIPE_UPSTREAM changes nothing unless STRIPE_SECRET_KEY/)
  assert.deepEqual(of({ KEYBRAKE_STRIPE_UPSTREAM: 'http://127.0.0.1:1', STRIPE_SECRET_KEY: 'sk_1' }).warnings, [])
})

test('no secret of the settings can be printed by accident', () => {
  const config = of({
    STRIPE_SECRET_KEY: 'sk_live_hidden',
    KEYBRAKE_ADMIN_KEY: 'admin_hidden',
    KEYBRAKE_MASTER_KEY: MASTER,
  })
  for (const text of [inspect(config, { depth: 9 }), JSON.stringify(config), `${config.adminKey}`])
    assert.ok(!text.includes('hidden') && !text.includes(MASTER), text)
})

test('plain http leads only to loopback, unless the operator allows it', () => {
  for (const text of ['http://127.0.0.1:1', 'http://127.9.9.9', 'http://localhost:1', 'http://[::1]:1'])
    assert.ok(checkUpstream(text, false).ok, text)
  for (const text of [
    'http://10.0.0.1',
    'http://localhost.evil.test',
    'http://127.0.0.1.evil.test',
    'http://0.0.0.0',
    'http://[::2]',
  ])
    assert.deepEqual([checkUpstream(text, false).ok, checkUpstream(text, true).ok], [false, true], text)
  for (const text of ['http://2130706433', 'http://0x7f.1']) assert.ok(checkUpstream(text, false).ok, text)
})

test('a base URL may have a path, and nothing that could be read in two ways', () => {
  const base = (text: string) => {
    const checked = checkUpstream(text, false)
    return checked.ok ? checked.base : null
  }
  assert.equal(base('https://api.example.com'), 'https://api.example.com')
  assert.equal(base('https://api.example.com/'), 'https://api.example.com')
  assert.equal(base('https://Example.com:8443/mock/stripe/'), 'https://example.com:8443/mock/stripe')
  for (const odd of ['/a//b', '/a%2fb', '/a;b', '/a%20b', '/a?b', '/a#b', '/ä'])
    assert.equal(base(`https://api.example.com${odd}`), null, odd)
})

test('a crash drill needs its own switch', () => {
  assert.equal(of({ KEYBRAKE_CRASH_AT: 'after-admit:3' }).crashAt, null)
  assert.deepEqual(of({ KEYBRAKE_CRASH_AT: 'after-admit:3', KEYBRAKE_DRILL: '1' }).crashAt, {
    point: 'after-admit',
    pass: 3,
  })
  assert.deepEqual(of({ KEYBRAKE_CRASH_AT: 'after-admit', KEYBRAKE_DRILL: '1' }).crashAt, {
    point: 'after-admit',
    pass: 1,
  })
})

test('a file in which no setting can be read is refused, an empty one is not', () => {
  refused(/no line of the form NAME=value/, {}, '--config', file('a.json', '{"KEYBRAKE_PORT": 8787}'))
  assert.equal(of({}, '--config', file('b.env', '# nothing yet\n\n')).port, 8787)
})
