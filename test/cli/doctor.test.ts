/** `keybrake doctor`, `drill`, `init`: what helps a person to set it up, and to trust it. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startSandbox, type Sandbox } from '@keybrake/sandbox'
import { type Product, startProduct } from '../support/product.ts'
import { json, keybrakeOf, type Run, rows, run, settingsFor } from './support/keybrake.ts'
import { onTerminal } from './support/terminal.ts'

let product: Product
let sandbox: Sandbox
let keybrake: Run
let env: Record<string, string>

before(async () => {
  sandbox = await startSandbox()
  product = await startProduct()
  keybrake = keybrakeOf(product)
  env = { ...settingsFor(product), KEYBRAKE_DATA_DIR: product.dataDir }
})
after(async () => {
  await product.stop()
  await sandbox.close()
})

const findings = async (more: Record<string, string> = {}, ...args: string[]) => {
  const ran = await keybrake(['doctor', '--json', ...args], { env: { ...env, ...more } })
  return { ...ran, of: (check: string) => rows(ran).find((row) => String(row['check']).startsWith(check)) }
}

test('where nothing is wrong it says what it looked at, and ends with 0', async () => {
  const { code, of, stdout } = await findings()
  assert.equal(code, 0, stdout)
  for (const check of [
    'vendor secrets',
    'settings',
    'data folder',
    'server',
    'clock',
    'ready',
    'credential',
    'audit log',
    'upstream of stripe',
  ])
    assert.equal(of(check)?.['status'], 'ok', check)
})

test('a vendor’s secret in the environment is found by name and by form, with the command that takes it out', async () => {
  const { code, of } = await findings({
    STRIPE_SECRET_KEY: 'sk_live_0123456789',
    HARMLESS: 'rk_test_0123456789',
    RESEND_API_KEY: 'vault_key_abc',
  })
  assert.equal(code, 1)
  const found = of('vendor secrets')
  assert.deepEqual([found?.['status'], found?.['found']], ['fail', 'STRIPE_SECRET_KEY, HARMLESS'])
  assert.match(String(found?.['fix']), /env -u STRIPE_SECRET_KEY -u HARMLESS/)
})

test('--pid looks into the environment of an agent that runs', async () => {
  const agent = spawn('sleep', ['60'], { env: { PATH: process.env['PATH'] ?? '', TWILIO_AUTH_TOKEN: 'f'.repeat(32) } })
  try {
    const { code, of } = await findings({ STRIPE_SECRET_KEY: 'sk_live_0123456789' }, '--pid', String(agent.pid))
    assert.equal(code, 1)
    assert.deepEqual(of('vendor secrets')?.['found'], 'TWILIO_AUTH_TOKEN')
  } finally {
    agent.kill()
  }
  assert.equal((await keybrake(['doctor', '--pid', '999999999'], { env })).code, 2)
})

test('an upstream that cannot be reached, and clocks that differ, are found', async () => {
  const late = createServer((_request, response) =>
    response.writeHead(200, { date: new Date(Date.now() - 600_000).toUTCString() }).end(),
  )
  await new Promise<void>((resolve) => late.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(late.address() as AddressInfo).port}`
  const made = await keybrake(['connections', 'create', 'stripe', '--secret-stdin', '--upstream', origin], {
    input: 'sk_test_0123456789abcdef',
  })
  assert.equal(made.code, 0, made.stderr)
  const drifting = await findings()
  assert.deepEqual([drifting.code, drifting.of('clock of stripe')?.['status']], [1, 'fail'])
  late.close()
  late.closeAllConnections()
  const gone = await findings()
  assert.deepEqual([gone.code, gone.of('upstream of stripe')?.['status']], [1, 'fail'])
  assert.equal(gone.of('exchange rates of stripe')?.['status'], 'warn')
})

test('a wrong setting, a key that others can read, and no server are found, each with its fix', async () => {
  const setting = await findings({ KEYBRAKE_PROT: '1' })
  assert.match(String(setting.of('settings')?.['found']), /did you mean KEYBRAKE_PORT/)
  const folder = await mkdtemp(join(tmpdir(), 'keybrake-cli-'))
  try {
    await writeFile(join(folder, 'master-key'), 'x')
    await chmod(join(folder, 'master-key'), 0o644)
    const open = await findings({ KEYBRAKE_DATA_DIR: folder })
    assert.match(String(open.of('data folder')?.['fix']), /chmod go= .*master-key/)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  const gone = await findings({ KEYBRAKE_URL: 'http://127.0.0.1:9' })
  assert.deepEqual([gone.code, gone.of('server')?.['status']], [1, 'fail'])
  assert.match(String(gone.of('server')?.['fix']), /keybrake start/)
})

test('the drill kills a proxy in the middle of a charge, and the cap, the counts and the log hold', async () => {
  const drilled = await run(['drill', '--at', 'after-send', '--json'])
  assert.equal(drilled.code, 0, drilled.stderr)
  const [round] = rows(drilled)
  assert.deepEqual(
    [round?.['killed_at'], round?.['held'], round?.['executed'], round?.['moved_usd'], round?.['counted_usd']],
    ['after-send', 'ok', 2, 40, 40],
  )
  assert.equal((await run(['drill', '--at', 'nowhere'])).code, 2)
})

test('init without a terminal takes all from flags, and says what the secret may do', async () => {
  const done = await keybrake(
    ['init', '--vendor', 'resend', '--secret-stdin', '--daily', '5', '--sdk', 'resend-node', '--yes', '--json'],
    { input: 're_0123456789' },
  )
  assert.equal(done.code, 0, done.stderr)
  assert.match(done.stderr, /does not say what it may do/)
  const { snippet, vault_key: bearer } = json(done)
  assert.match(String(bearer), /^vault_key_/)
  assert.ok(
    String(snippet).includes(`new Resend(process.env.VAULT_KEY, { baseUrl: '${product.url}/resend' })`),
    String(snippet),
  )
  for (const vendor of ['twilio', 'stripe']) {
    const parts =
      vendor === 'twilio'
        ? { account_sid: `AC${'0'.repeat(32)}`, auth_token: 'f'.repeat(32) }
        : { secret_key: 'rk_test_0123456789abcdef' }
    const first = await keybrake(['init', '--vendor', vendor, '--secret-stdin', '--yes', '--json'], {
      input: JSON.stringify(parts),
    })
    assert.equal(first.code, 0, first.stderr)
    assert.match(String(json(first)['snippet']), /^curl http:/)
  }
  const missing = await keybrake(['init', '--vendor', 'nobody'])
  assert.equal(missing.code, 2)
  const asked = await keybrake(['init', '--vendor', 'openai'])
  assert.equal(asked.code, 2)
  assert.match(asked.stderr, /--secret-stdin/)
})

test('init on a terminal asks step by step, warns of a secret that may do everything, and ends with lines to copy', async () => {
  const fresh = await startProduct()
  try {
    using wizard = onTerminal(['init'], { env: settingsFor(fresh) })
    await wizard.shows('Which vendor?')
    wizard.type('\r')
    await wizard.shows('secret key')
    wizard.type('sk_live_0123456789abcdef\r')
    await wizard.shows('Store this live secret?')
    assert.match(wizard.text(), /may do everything in its account, live/)
    assert.match(wizard.text(), /restricted key/)
    wizard.type('y')
    await wizard.shows('how many USD a day')
    wizard.type('\r')
    await wizard.shows('What does your program call it with?')
    wizard.type('\r')
    assert.equal(await wizard.ended, 0, wizard.text())
    assert.match(wizard.text(), /may spend 50 USD a day/)
    assert.match(wizard.text(), /export VAULT_KEY=vault_key_\w+\n[^]*stripe\.api_key = os\.environ/)
    assert.ok(!wizard.raw().includes('sk_live_0123456789abcdef'), 'the secret is not shown')
    const stored = (await fresh.admin.request('GET', '/vault/connections/stripe')).body
    assert.deepEqual([stored['has_secret'], stored['sandbox']], [true, false])
  } finally {
    await fresh.stop()
  }
})
