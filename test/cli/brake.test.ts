/** `keybrake brake …`: the emergency stop. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Scene, startScene } from '../support/with-sandbox.ts'
import { json, keybrakeOf, type Run } from './support/keybrake.ts'
import { onTerminal } from './support/terminal.ts'
import { settingsFor } from './support/keybrake.ts'

let scene: Scene
let keybrake: Run
let bearer: string

before(async () => {
  scene = await startScene()
  keybrake = keybrakeOf(scene.product)
  bearer = (await scene.admin.issue({ total_usd_cap: 60 })).vault_key
})
after(() => scene[Symbol.asyncDispose]())

const charge = () => scene.agent.call({ bearer, path: '/v1/payment_intents', form: { amount: '100', currency: 'usd' } })
const executed = (): number => scene.sandbox.executed({ vendor: 'stripe' }).length

test('brake on never asks, also without a terminal, and nothing reaches the vendor once it has answered', async () => {
  assert.equal((await charge()).status, 200)
  const on = await keybrake(['brake', 'on', '--reason', 'runaway', '--json'])
  assert.equal(on.code, 0, on.stderr)
  assert.deepEqual([json(on)['engaged'], json(on)['reason']], [true, 'runaway'])
  const before = executed()
  assert.equal((await charge()).code, 'brake_engaged')
  assert.equal(executed(), before)
})

test('brake off wants a reason and a yes', async () => {
  await keybrake(['brake', 'on', '--reason', 'runaway'])
  assert.equal((await keybrake(['brake', 'off', '--yes'])).code, 2)
  const unasked = await keybrake(['brake', 'off', '--reason', 'fine again'])
  assert.equal(unasked.code, 2)
  assert.match(unasked.stderr, /engaged \(runaway.*\n.*will pass again/)
  assert.equal((await charge()).code, 'brake_engaged')
  const off = await keybrake(['brake', 'off', '--reason', 'fine again', '--yes'])
  assert.equal(off.code, 0, off.stderr)
  assert.equal((await charge()).status, 200)
})

test('on a terminal it is a question, and no is an answer', async () => {
  await keybrake(['brake', 'on'])
  const asked = async (answer: string) => {
    using terminal = onTerminal(['brake', 'off', '--reason', 'asked'], { env: settingsFor(scene.product) })
    await terminal.shows('Release it?')
    terminal.type(answer)
    return { code: await terminal.ended, text: terminal.text() }
  }
  const no = await asked('n')
  assert.match(no.text, /stays as it is/)
  assert.equal((await charge()).code, 'brake_engaged')
  const interrupted = await asked('\u0003')
  assert.equal(interrupted.code, 130)
  assert.equal((await charge()).code, 'brake_engaged')
  const yes = await asked('y')
  assert.equal(yes.code, 0, yes.text)
  assert.equal((await charge()).status, 200)
})

test('one vendor has a brake of its own; status shows all of them', async () => {
  await keybrake(['brake', 'on', '--vendor', 'stripe', '--reason', 'incident 12'])
  assert.equal((await charge()).code, 'brake_engaged')
  const status = await keybrake(['brake'])
  assert.match(status.stdout, /all +released/)
  assert.match(status.stdout, /stripe +engaged +incident 12/)
  assert.equal((await keybrake(['brake', 'status'])).stdout.split('\n').length, status.stdout.split('\n').length)
  await keybrake(['brake', 'off', '--vendor', 'stripe', '--reason', 'done', '--yes'])
  assert.equal((await charge()).status, 200)
})

test('--dry-run engages nothing', async () => {
  const dry = await keybrake(['brake', 'on', '--dry-run', '--json'])
  assert.deepEqual(json(dry)['body'], { engaged: true, reason: 'engaged from the command line' })
  assert.equal((await charge()).status, 200)
})
