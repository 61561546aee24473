import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { writePrivateFile } from '../private-file.ts'
import { SetupError } from '../setup-error.ts'
import { loadMasterKey, MASTER_KEY_FILE } from './master-key.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keybrake-vault-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const modeOf = (path: string): number => statSync(path).mode & 0o777

test('without a setting a key is made once, for its owner only, and found again', () => {
  const first = loadMasterKey(null, folder)
  assert.deepEqual([first.made, first.key.length], [true, 32])
  assert.equal(modeOf(join(folder, MASTER_KEY_FILE)), 0o600)
  assert.deepEqual(loadMasterKey(null, folder), { key: first.key, made: false })
})

test('a configured key is taken, and none is made', () => {
  const key = Buffer.alloc(32, 9)
  assert.deepEqual(loadMasterKey(`${key.toString('base64')}\n`, folder), { key, made: false })
  assert.equal(existsSync(join(folder, MASTER_KEY_FILE)), false)
})

test('anything but 32 bytes of base64 is refused, naming the setting or the file', () => {
  const good = Buffer.alloc(32, 9).toString('base64')
  for (const text of [
    '',
    'x',
    good.slice(0, -1),
    `${good}=`,
    good.replace('C', '*'),
    Buffer.alloc(31).toString('base64'),
    '0'.repeat(64),
  ]) {
    const names = (source: string) => (error: unknown) =>
      error instanceof SetupError && error.message.startsWith(source)
    assert.throws(() => loadMasterKey(text, folder), names('KEYBRAKE_MASTER_KEY'), text)
    const path = join(folder, MASTER_KEY_FILE)
    writeFileSync(path, text)
    assert.throws(() => loadMasterKey(null, folder), names(path), text)
    assert.equal(readFileSync(path, 'utf8'), text, 'a file that cannot be read is never replaced')
  }
})

test('a refused key is not shown in the error', () => {
  const text = 'not-quite-a-master-key-0123456789'
  assert.throws(
    () => loadMasterKey(text, folder),
    (error) => error instanceof Error && !error.message.includes(text),
  )
})

test('a private file never has the permissions of an older one, and leaves no draft', () => {
  const path = join(folder, 'a')
  writeFileSync(path, 'old')
  writeFileSync(`${path}.new`, 'a draft that a crash left')
  chmodSync(path, 0o644)
  writePrivateFile(path, 'new')
  assert.deepEqual([readFileSync(path, 'utf8'), modeOf(path), existsSync(`${path}.new`)], ['new', 0o600, false])
})
