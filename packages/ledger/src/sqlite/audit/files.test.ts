import { deepEqual, equal, throws } from 'node:assert/strict'
import fs, { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, test } from 'node:test'
import { Files } from './files.ts'

const root = mkdtempSync(join(tmpdir(), 'keybrake-audit-files-'))
after(() => rmSync(root, { recursive: true, force: true }))

const openIn = (dir: string): readonly string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`)
      return path.startsWith(dir) ? [basename(path)] : []
    } catch {
      return []
    }
  })

test('a file that cannot be opened leaves nothing open, however often it is tried', {
  skip: process.platform !== 'linux',
}, () => {
  const dir = mkdtempSync(join(root, 'log-'))
  writeFileSync(join(dir, '2026-01-01.db'), 'x'.repeat(8192))
  for (let tries = 0; tries < 3; tries++) throws(() => new Files(dir), /not a database/)
  deepEqual(openIn(dir), [])
})

test('the text of a day is dropped before its database, which leads back to what is left', (t) => {
  const dir = mkdtempSync(join(root, 'log-'))
  const files = new Files(dir)
  files.add('2026-01-01')
  files.open('2026-01-01.db')
  const removed: string[] = []
  const { rmSync: remove } = fs
  const removing = t.mock.method(fs, 'rmSync', (path: string, options: object) => {
    removed.push(basename(path))
    remove(path, options)
  })
  syncBuiltinESMExports()
  files.dropOldest()
  removing.mock.restore()
  syncBuiltinESMExports()
  equal(removed[0], '2026-01-01.entries')
  equal(removed.at(-1), '2026-01-01.db')
  deepEqual(readdirSync(dir), [])
})
