import { deepEqual, equal, throws } from 'node:assert/strict'
import fs, { mkdtempSync, rmSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Journal } from '../journal/journal.ts'
import { journalDir, segmentsIn } from '../journal/segments.ts'
import { openDatabase } from '../writer/database.ts'
import { Outbox } from './outbox.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'keybrake-outbox-'))
after(() => rmSync(dataDir, { recursive: true, force: true }))

test('where the next file of the journal cannot be opened, what was read before it is read again', (t) => {
  openDatabase(dataDir).close()
  const dir = journalDir(dataDir)
  segmentsIn(dir)
  const journal = new Journal(dir, { number: 0, batch: 0 }, [], { segmentBytes: 400 })
  const put = (): number => journal.append({ clock: 1, hasRows: false, redo: '', entries: 'x'.repeat(50) }).batch
  put()
  const outbox = new Outbox(dataDir, 1)
  deepEqual(
    outbox.after(0, 1).map(({ batch }) => batch),
    [1],
  )
  let last = 1
  while (segmentsIn(dir).length < 2) last = put()
  outbox.grow(last)
  const opening = t.mock.method(fs, 'openSync', () => {
    throw Object.assign(new Error('too many open files'), { code: 'EMFILE' })
  })
  syncBuiltinESMExports()
  throws(() => outbox.after(1, 1_000_000), /too many open files/)
  opening.mock.restore()
  syncBuiltinESMExports()
  const batches = outbox.after(1, 1_000_000).map(({ batch }) => batch)
  equal(batches[0], 2)
  equal(batches.at(-1), last)
  equal(batches.length, last - 1)
  outbox.close()
  journal.close()
})
