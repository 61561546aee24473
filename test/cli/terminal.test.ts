/** On a terminal: colours, widths, relative times, live screens. Off it: none of these. And nothing that a server says steers it. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { type Scene, startScene } from '../support/with-sandbox.ts'
import { keybrakeOf, launch, type Run, settingsFor, until } from './support/keybrake.ts'
import { onTerminal } from './support/terminal.ts'

let scene: Scene
let keybrake: Run
let env: Record<string, string>
let bearer: string

before(async () => {
  scene = await startScene()
  keybrake = keybrakeOf(scene.product)
  env = settingsFor(scene.product)
  bearer = (
    await scene.admin.issue({
      label: 'a label that is long enough to be cut somewhere',
      run: 'night-1',
      total_usd_cap: 60,
    })
  ).vault_key
  await charge()
})
after(() => scene[Symbol.asyncDispose]())

const charge = (cents = '2999') =>
  scene.agent.call({ bearer, path: '/v1/payment_intents', form: { amount: cents, currency: 'usd' } })
const COLOUR = /\u001b\[\d+m/

async function shown(args: readonly string[], more: Record<string, string> = {}, columns = 100): Promise<string> {
  using terminal = onTerminal(args, { env: { ...env, ...more }, columns })
  assert.equal(await terminal.ended, 0, terminal.text())
  return terminal.raw()
}

test('tables fit the terminal, at any width', async () => {
  for (const columns of [60, 80, 120]) {
    const raw = await shown(['audit'], { NO_COLOR: '1' }, columns)
    for (const line of raw.split(/\r?\n/)) assert.ok(line.length <= columns, `${columns}: ${line}`)
    assert.match(raw, /29\.99/)
  }
})

test('colours on a terminal, and none with NO_COLOR, TERM=dumb, --no-color or through a pipe', async () => {
  assert.match(await shown(['keys', 'list']), COLOUR)
  for (const [args, more] of [
    [['keys', 'list'], { NO_COLOR: '1' }],
    [['keys', 'list'], { TERM: 'dumb' }],
    [['keys', 'list', '--no-color'], {}],
  ] as const)
    assert.doesNotMatch(await shown(args, more), COLOUR)
  assert.doesNotMatch((await keybrake(['keys', 'list'])).stdout, COLOUR)
  assert.match((await keybrake(['keys', 'list'], { env: { FORCE_COLOR: '1' } })).stdout, COLOUR)
})

test('times are relative where someone looks, RFC 3339 elsewhere', async () => {
  assert.match(await shown(['audit']), /\d+ (sec|min)\. ago/)
  assert.match((await keybrake(['audit'])).stdout, /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/)
})

test('what a hostile server says cannot steer the terminal, in any form of output', async () => {
  const evil = 'x\u001b]0;owned\u0007\u001b[2J\u009b31m\r\n\u202egpj'
  const key = {
    id: evil,
    status: evil,
    label: evil,
    run: null,
    budgets: [],
    calls: 0,
    created_at: evil,
    expires_at: evil,
  }
  const server = createServer((request, response) => {
    const isError = request.method === 'PUT'
    const problem = { code: evil, status: 409, title: evil, detail: evil, errors: [{ pointer: evil, message: evil }] }
    const brake = { engaged: true, vendor: null, reason: evil, vendors: [], changed_at: evil, changed_by: evil }
    const body = isError ? problem : request.url === '/vault/brake' ? brake : { data: [key], next_cursor: null }
    response.writeHead(isError ? 409 : 200, {
      'content-type': isError ? 'application/problem+json' : 'application/json',
    })
    response.end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const at = { KEYBRAKE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, NO_COLOR: '1' }
  try {
    for (const form of ['table', 'wide', 'json', 'jsonl', 'csv', 'name']) {
      const { stdout } = await keybrake(['keys', 'list', '-o', form], { env: at })
      assert.match(stdout, /x/)
      assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u202e]/, form)
    }
    // What stands is told before the question, and the fault after it.
    const fault = await keybrake(['brake', 'off', '--reason', 'x', '--yes'], { env: at })
    assert.equal(fault.code, 5)
    assert.match(fault.stderr, /\\u001b/)
    assert.doesNotMatch(fault.stderr, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
  } finally {
    server.closeAllConnections()
    server.close()
  }
})

test('top follows a run as it spends, and q gives the terminal back', async () => {
  using terminal = onTerminal(['top'], { env: { ...env, NO_COLOR: '1' } })
  await terminal.shows(/night-1 +1 +0 +29\.99/)
  assert.equal((await charge('1000')).status, 200)
  assert.equal((await charge('9999')).code, 'cap_exhausted')
  await terminal.shows(/night-1 +2 +1 +39\.99 +0\.00 +60\.00 +20\.01/)
  await terminal.shows(/refused since \d\d:\d\d:\d\d/)
  terminal.type('q')
  assert.equal(await terminal.ended, 0)
  const raw = terminal.raw()
  assert.ok(
    raw.includes('\u001b[?1049h') && raw.lastIndexOf('\u001b[?1049l') > raw.lastIndexOf('\u001b[?1049h'),
    'the former screen is back',
  )
  assert.ok(raw.lastIndexOf('\u001b[?25h') > raw.lastIndexOf('\u001b[?25l'), 'and the cursor')
})

test('top ends with 130 at Ctrl-C, and without a terminal prints the table once or says why not', async () => {
  using terminal = onTerminal(['top'], { env })
  await terminal.shows('night-1')
  terminal.type('\u0003')
  assert.equal(await terminal.ended, 130)
  // A refusal was before: it is not known here, so none is claimed and none denied.
  assert.match((await keybrake(['top', '--once'])).stdout, /night-1 +2 +- +39\.99/)
  const { code, stderr } = await keybrake(['top'])
  assert.equal(code, 2)
  assert.match(stderr, /--once/)
})

test('Ctrl-C ends a command that waits, with 130', async () => {
  const server = createServer(() => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  let asked = false
  server.on('request', () => (asked = true))
  using waiting = launch(['keys', 'list'], {
    env: { ...env, KEYBRAKE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
  })
  await until(() => asked, 'the request is out')
  waiting.kill('SIGINT')
  assert.equal((await waiting.ended).code, 130)
  server.closeAllConnections()
  server.close()
})

test('a reader that has seen enough is no fault', async () => {
  using head = onTerminal(['--version'], { env })
  assert.equal(await head.ended, 0)
  const { execFile } = await import('node:child_process')
  const { BIN, NODE, bareEnvironment } = await import('./support/keybrake.ts')
  const ran = await new Promise<{ error: unknown; stdout: string; stderr: string }>((resolve) =>
    execFile(
      'bash',
      ['-c', `set -o pipefail; "${NODE}" "${BIN}" audit --all -o jsonl | head -n 1`],
      { env: bareEnvironment(env) },
      (error, stdout, stderr) => resolve({ error, stdout, stderr }),
    ),
  )
  assert.equal(ran.stderr, '')
  assert.equal(ran.stdout.split('\n').length, 2)
})
