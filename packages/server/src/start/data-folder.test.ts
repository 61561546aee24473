import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { SetupError } from '../setup-error.ts'
import { prepareDataFolder } from './data-folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'keybrake-folder-'))
after(() => rmSync(folder, { recursive: true }))

test('a missing folder is made with all above it, for its owner only', () => {
  const path = join(folder, 'a', 'b')
  assert.equal(prepareDataFolder(path), path)
  assert.equal(statSync(path).mode & 0o777, 0o700)
  assert.equal(prepareDataFolder(path), path)
})

test('a folder that cannot be made is one sentence that names the setting and the folder', () => {
  const path = join(folder, 'file')
  writeFileSync(path, '')
  // /proc exists and takes no folder in: making one there must end, too.
  for (const bad of [path, join(path, 'below'), '/proc/keybrake/data'])
    assert.throws(
      () => prepareDataFolder(bad),
      (error) =>
        error instanceof SetupError && error.message.startsWith('KEYBRAKE_DATA_DIR') && error.message.includes(bad),
    )
})
