import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import fs, {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { eraseRecord, Journal, type Position, SEGMENT_BYTES } from './journal.ts'
import { takeOver } from './left.ts'
import { JournalReader } from './reader.ts'
import { nextPath, segmentPath, segmentsIn } from './segments.ts'

const root = mkdtempSync(join(tmpdir(), 'keybrake-journal-'))
after(() => rmSync(root, { recursive: true, force: true }))

const NOTHING: Position = { number: 0, batch: 0 }
const CLOCK = 1_700_000_000_000

function newDir(): string {
  const dir = mkdtempSync(join(root, 'journal-'))
  segmentsIn(dir)
  return dir
}

const commit = (text: string, entries = `{"k":"${text}"}`) => ({
  clock: CLOCK,
  hasRows: false,
  redo: `${text}\n`,
  entries,
})

/** Every commit from `next` on: number, batch and texts. */
function all(dir: string, next = 0): [number, number, string, string][] {
  const reader = new JournalReader(dir, next)
  const found: [number, number, string, string][] = []
  for (let record = reader.read(); record !== null; record = reader.read())
    found.push([record.number, record.batch, record.redo, record.entries])
  reader.close()
  return found
}

const synced = (journal: Journal): Promise<void> =>
  new Promise((resolve, reject) => journal.sync((error) => (error === null ? resolve() : reject(error))))

test('commits are read as they were written, in order, from any of them on', async () => {
  const dir = newDir()
  const journal = new Journal(dir, NOTHING, [])
  journal.append({ clock: CLOCK, hasRows: true, redo: '', entries: 'ü€😀\nline' })
  journal.append(commit('two', ''))
  journal.append(commit('three'))
  await synced(journal)
  const expected = [
    [1, 1, '', 'ü€😀\nline'],
    [2, 1, 'two\n', ''],
    [3, 2, 'three\n', '{"k":"three"}'],
  ]
  deepEqual(all(dir), expected)
  deepEqual(all(dir, 3), expected.slice(2))
  deepEqual(all(dir, 4), [])
  const reader = new JournalReader(dir, 1)
  const record = reader.read()
  deepEqual([record?.hasRows, record?.clock, record?.hasEntries], [true, CLOCK, true])
  reader.close()
  journal.close()
})

test('a reader that came to the end goes on where the writer does, also into the next file', () => {
  const dir = newDir()
  const journal = new Journal(dir, NOTHING, [])
  const reader = new JournalReader(dir, 0)
  equal(reader.read(), null)
  for (let number = 1; number <= 40; number++) {
    journal.append(commit('x'.repeat(1 << 20)))
    equal(reader.read()?.number, number)
    equal(reader.read(), null)
  }
  ok(segmentsIn(dir).length > 2)
  reader.close()
  journal.close()
})

test('what may still be taken back is not read', () => {
  const dir = newDir()
  const journal = new Journal(dir, NOTHING, [])
  const reader = new JournalReader(dir, 0)
  journal.append(commit('one'))
  journal.append(commit('two'))
  equal(reader.read(1)?.batch, 1)
  equal(reader.read(1), null)
  journal.retract()
  deepEqual(journal.position, { number: 1, batch: 1 })
  equal(reader.read(2), null)
  journal.append(commit('another'))
  equal(reader.read(2)?.redo, 'another\n')
  reader.close()
  journal.close()
})

test('a record larger than a file has one to itself', () => {
  const dir = newDir()
  const journal = new Journal(dir, NOTHING, [])
  const large = 'y'.repeat(SEGMENT_BYTES + 5)
  for (const text of ['small', large, 'after']) journal.append(commit(text))
  deepEqual(
    all(dir).map(([, , redo]) => redo.length),
    [6, large.length + 1, 6],
  )
  journal.close()
})

test('files whose commits are in rows and in the audit log are used again, and what was in them is not read', () => {
  const dir = newDir()
  const journal = new Journal(dir, NOTHING, [])
  const text = 'z'.repeat(1 << 20)
  for (let number = 1; number <= 100; number++) {
    const { batch } = journal.append(commit(text))
    // Either alone keeps them.
    journal.trim({ number, batch: 0 })
    journal.trim({ number: 0, batch })
    if (number % 20 !== 0) continue
    equal(all(dir).at(-1)?.[0], number)
    journal.trim({ number, batch })
    equal(all(dir).at(-1)?.[0], number)
  }
  ok(readdirSync(dir).length < 6, readdirSync(dir).join(' '))
  const left = all(dir)
  equal(left.at(-1)?.[0], 100)
  ok((left[0]?.[0] ?? 0) > 60)
  journal.close()
})

test('a journal that has no room takes nothing, and goes on when it has', () => {
  const dir = newDir()
  const journal = new Journal(dir, NOTHING, [], { bytesMax: 1000 })
  journal.append(commit('a'.repeat(300)))
  throws(() => journal.append(commit('b'.repeat(250))), /no room/)
  deepEqual(journal.position, { number: 1, batch: 1 })
  journal.append(commit('c'))
  deepEqual(
    all(dir).map(([number, , redo]) => [number, redo.length]),
    [
      [1, 301],
      [2, 2],
    ],
  )
  journal.close()
})

test('wherever the last record is torn or a byte of it is wrong, all before it is read and nothing of it', () => {
  const dir = newDir()
  const journal = new Journal(dir, NOTHING, [])
  journal.append(commit('one'))
  const before = statSync(segmentPath(dir, 1)).size
  journal.append(commit('two'))
  journal.close()
  const whole = readFileSync(segmentPath(dir, 1))
  for (let length = before; length < whole.byteLength; length++) {
    truncateSync(segmentPath(dir, 1), length)
    equal(all(dir).length, 1)
  }
  for (let at = before; at < whole.byteLength; at++) {
    const changed = Buffer.from(whole)
    changed[at] = (changed[at] ?? 0) ^ 0x10
    writeFileSync(segmentPath(dir, 1), changed)
    equal(all(dir).length, 1, `byte ${at - before}`)
  }
  writeFileSync(segmentPath(dir, 1), whole)
  equal(all(dir).length, 2)
  const fd = openSync(segmentPath(dir, 1), 'r+')
  eraseRecord(fd, before)
  closeSync(fd)
  equal(all(dir).length, 1)
})

/** A journal whose first segments are complete, and nothing of it synced. */
function runAhead(dir: string): Journal {
  const journal = new Journal(dir, NOTHING, [], { segmentBytes: 1000, runsAhead: true })
  for (let number = 1; number <= 20; number++) journal.append(commit(`${number} ${'x'.repeat(200)}`))
  return journal
}

const numbers = (dir: string): readonly number[] => all(dir).map(([number]) => number)
const upTo = (last: number): readonly number[] => Array.from({ length: last }, (_, index) => index + 1)

test('a segment behind one that is not synced has no name, and a reader does not see it', async () => {
  const dir = newDir()
  const journal = runAhead(dir)
  deepEqual(readdirSync(dir).length, 2)
  deepEqual(segmentsIn(dir), [1])
  ok(numbers(dir).length < 5)
  const reader = new JournalReader(dir, 0)
  while (reader.read() !== null);
  const behind = reader.next
  await synced(journal)
  deepEqual(segmentsIn(dir).length, 2)
  deepEqual(numbers(dir), upTo(20))
  // The next one gets its name as soon as it is begun.
  journal.append(commit('y'.repeat(5000)))
  await synced(journal)
  journal.append(commit('z'.repeat(5000)))
  deepEqual(segmentsIn(dir).length, 4)
  deepEqual(numbers(dir), upTo(22))
  equal(reader.read()?.number, behind)
  reader.close()
  journal.close()
})

test('what was appended while a sync was under way is not taken for synced', async () => {
  const dir = newDir()
  const journal = new Journal(dir, NOTHING, [], { segmentBytes: 1000, runsAhead: true })
  journal.append(commit('one'))
  const syncing = synced(journal)
  journal.append(commit('x'.repeat(900)))
  journal.append(commit('x'.repeat(900)))
  await syncing
  journal.append(commit('x'.repeat(900)))
  deepEqual(segmentsIn(dir), [1])
  await synced(journal)
  deepEqual(segmentsIn(dir).length, 2)
  deepEqual(numbers(dir), upTo(4))
  journal.close()
})

test('after a kill -9 the segment without a name is the next one; where records before it are lost, it is dropped', () => {
  const dir = newDir()
  runAhead(dir).close()
  const whole = readFileSync(segmentPath(dir, 1))
  const next = readFileSync(nextPath(dir))
  takeOver(dir)
  deepEqual(numbers(dir), upTo(20))
  takeOver(dir)
  deepEqual(numbers(dir), upTo(20))
  for (const left of [whole.byteLength - 1, 10, 0]) {
    const torn = newDir()
    writeFileSync(segmentPath(torn, 1), whole.subarray(0, left))
    writeFileSync(nextPath(torn), next)
    takeOver(torn)
    deepEqual([readdirSync(torn).length, numbers(torn).length < 4], [1, true])
  }
  const begun = newDir()
  writeFileSync(segmentPath(begun, 1), whole)
  writeFileSync(nextPath(begun), next.subarray(0, 5))
  takeOver(begun)
  deepEqual(segmentsIn(begun), [1])
})

test('any texts, in any order of appending, syncing, retracting and reopening, are read back', () => {
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ redo: fc.string({ unit: 'grapheme' }), entries: fc.string({ unit: 'binary' }) }),
    },
    { weight: 1, arbitrary: fc.constant('retract' as const) },
    { weight: 1, arbitrary: fc.constant('reopen' as const) },
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const dir = newDir()
      let journal = new Journal(dir, NOTHING, [])
      const expected: [string, string][] = []
      let isFresh = false
      for (const each of steps) {
        if (each === 'reopen') {
          journal.close()
          journal = new Journal(dir, journal.position, [])
          isFresh = false
        } else if (each === 'retract') {
          if (isFresh) {
            journal.retract()
            expected.pop()
          }
          isFresh = false
        } else {
          journal.append({ clock: CLOCK, hasRows: false, ...each })
          expected.push([each.redo, each.entries])
          isFresh = true
        }
      }
      journal.close()
      const asBytes = (text: string): string => Buffer.from(text).toString()
      deepEqual(
        all(dir).map(([, , redo, entries]) => [redo, entries]),
        expected.map(([redo, entries]) => [asBytes(redo), asBytes(entries)]),
      )
      rmSync(dir, { recursive: true })
    }),
    { numRuns: 300 },
  )
})

/** Large enough to be kept as a spare, once nobody needs it. */
const large = { clock: CLOCK, hasRows: false, redo: '', entries: 'x'.repeat(9 << 20) }
const LARGE = { segmentBytes: 8 << 20 }

test('where no descriptor is left to go on to the next segment, nothing is renamed, and what follows is read again', (t) => {
  const dir = newDir()
  const journal = new Journal(dir, NOTHING, [], LARGE)
  for (let number = 1; number <= 3; number++) journal.append(large)
  journal.trim({ number: 3, batch: 3 })
  const names = readdirSync(dir).sort()
  ok(names.some((name) => name.startsWith('spare-')))
  const opened = t.mock.method(fs, 'openSync', () => {
    throw Object.assign(new Error('too many open files'), { code: 'EMFILE' })
  })
  syncBuiltinESMExports()
  throws(() => journal.append(large), /too many open files/)
  opened.mock.restore()
  syncBuiltinESMExports()
  deepEqual(readdirSync(dir).sort(), names)
  // It goes on in the segment that is there, or in the next one: no commit is behind a file that has none.
  journal.append(commit('four'))
  journal.append(large)
  journal.close()
  deepEqual(
    all(dir, 4).map(([number]) => number),
    [4, 5],
  )
})

test('a segment that cannot be thrown away is thrown away another time', (t) => {
  const dir = newDir()
  const journal = new Journal(dir, NOTHING, [], LARGE)
  for (let number = 1; number <= 3; number++) journal.append(large)
  const names = readdirSync(dir).sort()
  const renamed = t.mock.method(fs, 'renameSync', () => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  })
  syncBuiltinESMExports()
  journal.trim({ number: 3, batch: 3 })
  renamed.mock.restore()
  syncBuiltinESMExports()
  deepEqual(readdirSync(dir).sort(), names)
  journal.trim({ number: 3, batch: 3 })
  equal(segmentsIn(dir).length, 1)
  journal.close()
})

test('no spare is given the name of another one, whatever an earlier process has left', () => {
  const dir = newDir()
  for (const name of ['spare-3.journal', 'spare-11.journal']) writeFileSync(join(dir, name), '')
  const journal = new Journal(dir, NOTHING, [], LARGE)
  for (let number = 1; number <= 40; number++) {
    journal.append(large)
    // The audit log is sometimes two segments behind.
    if (number % 5 !== 4) journal.trim({ number, batch: number })
  }
  journal.close()
  equal(all(dir).at(-1)?.[0], 40)
})

test('what follows a commit that was taken back is written over it, however full the file is', () => {
  const dir = newDir()
  const journal = new Journal(dir, NOTHING, [], { segmentBytes: 200 })
  journal.append(commit('one'))
  journal.append(commit('two'))
  journal.retract()
  journal.append(commit('another, longer than what a file of this size can take', `{"k":"${'x'.repeat(200)}"}`))
  equal(segmentsIn(dir).length, 1)
  journal.append(commit('three'))
  equal(segmentsIn(dir).length, 2)
  journal.close()
  deepEqual(
    all(dir).map(([number, , redo]) => `${number} ${redo.slice(0, 7).trimEnd()}`),
    ['1 one', '2 another', '3 three'],
  )
})
