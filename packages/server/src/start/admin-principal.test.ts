import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { instant, Secret } from '@keybrake/core'
import { ADMIN_KEY_FILE, ADMIN_PRINCIPAL, ensureAdmin } from './admin-principal.ts'
import { type TempStore, tempStore } from './testing/temp-store.ts'

const AT = instant(Date.parse('2026-01-31T09:00:00.000Z'))

const ensure = ({ store, keyring, dataDir }: TempStore, configured: string | null): Promise<string | null> =>
  ensureAdmin(store.registry, keyring, configured === null ? null : new Secret(configured), dataDir, AT)

const opens = async ({ store, keyring }: TempStore, credential: string): Promise<boolean> =>
  (await store.registry.principalByCredential(keyring.mac(credential)))?.id === ADMIN_PRINCIPAL

const keyFile = ({ dataDir }: TempStore): string => join(dataDir, ADMIN_KEY_FILE)

test('the first start makes a credential, shows it once and keeps it for its owner', async () => {
  await using temp = await tempStore()
  const made = await ensure(temp, null)
  assert.match(made ?? '', /^kb_admin_[\w-]{32}$/)
  assert.ok(await opens(temp, made ?? ''))
  assert.equal(readFileSync(keyFile(temp), 'utf8'), `${made}\n`)
  assert.equal(statSync(keyFile(temp)).mode & 0o777, 0o600)
  assert.equal((await temp.store.registry.principal(ADMIN_PRINCIPAL))?.role, 'operator')
})

test('a later start changes nothing and shows nothing', async () => {
  await using temp = await tempStore()
  const made = (await ensure(temp, null)) ?? ''
  assert.equal(await ensure(temp, null), null)
  assert.ok(await opens(temp, made))
  assert.equal(readFileSync(keyFile(temp), 'utf8'), `${made}\n`)
})

test('a configured credential at the first start is taken and never written down', async () => {
  await using temp = await tempStore()
  assert.equal(await ensure(temp, 'operator-1'), null)
  assert.ok(await opens(temp, 'operator-1'))
  assert.equal(existsSync(keyFile(temp)), false)
})

test('a changed credential ends the former one, the made one included, and its file goes', async () => {
  await using temp = await tempStore()
  const made = (await ensure(temp, null)) ?? ''
  await ensure(temp, 'operator-1')
  assert.deepEqual(
    [await opens(temp, made), await opens(temp, 'operator-1'), existsSync(keyFile(temp))],
    [false, true, false],
  )
  await ensure(temp, 'operator-2')
  assert.deepEqual([await opens(temp, 'operator-1'), await opens(temp, 'operator-2')], [false, true])
})

test('an equal credential changes nothing: no rotation is recorded', async () => {
  await using temp = await tempStore()
  await ensure(temp, 'operator-1')
  let changes = 0
  temp.store.onEvent(() => changes++)
  await ensure(temp, 'operator-1')
  await temp.store.registry.setBrake(
    { principalId: ADMIN_PRINCIPAL, at: AT, address: null },
    { vendor: null, engaged: true, reason: 'a change that is seen' },
  )
  assert.equal(changes, 1)
  assert.ok(await opens(temp, 'operator-1'))
})
