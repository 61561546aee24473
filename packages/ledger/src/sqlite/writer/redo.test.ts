import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { instant } from '@keybrake/core'
import { storedMark } from './journal-mark.ts'
import { AT, admitting, Engine, settling, stateOf } from './testing/engine.ts'

const FACTS = '{}'
const claimOf = (identity: string, fingerprint = 'same') =>
  ({ identity, fingerprint, endsAt: instant(AT + 3_600_000), onUnknown: 'adopt' }) as const

test('a commit writes a record of the journal and no row; many commits later each changed record has its row', () => {
  const engine = new Engine()
  engine.issue('k')
  for (let count = 0; count < 5; count++) engine.commit(admitting('k', `call_${count}`, 1n))
  for (let count = 0; count < 5; count++) engine.commit(settling(`call_${count}`, 1n))
  deepEqual([engine.redo.filter((lines) => lines !== '').length, engine.rows('holds')], [10, 0])
  engine.tidy()
  deepEqual([engine.behind, engine.rows('holds')], [0, 5])
  equal(engine.counted('k'), '5+0')
  deepEqual(engine.differences(), [])
  engine.close()
})

test('dying between a commit and the writing of its rows loses nothing', () => {
  const engine = new Engine()
  engine.issue('k')
  const claim = claimOf('again')
  engine.commit(admitting('k', 'call_1', 5n, { claim }), admitting('k', 'call_2', 7n))
  engine.commit(settling('call_2', 6n, { object: 'pi_1' }))
  equal(engine.rows('holds'), 0)
  engine.die()
  equal(engine.behind > 0, true, 'what was in flight is marked unknown in a commit of its own')
  equal(engine.counted('k'), '6+5')
  const [repeat] = engine.commit(admitting('k', 'call_3', 5n, { claim }))
  deepEqual(repeat, { ...(repeat as object), status: 'admitted', firstCallId: 'call_1', reserved: 0n })
  engine.die()
  equal(stateOf(engine.commit(settling('call_3', 5n, { replayed: true }))[0]), 'settled')
  equal(engine.counted('k'), '11+0')
  deepEqual(engine.differences(), [])
  engine.close()
})

test('replaying the same redo once more does no harm, nor does dying before it is replayed', () => {
  const engine = new Engine()
  engine.issue('k')
  engine.commit(admitting('k', 'call_1', 5n), admitting('k', 'call_2', 7n))
  engine.commit(settling('call_1', 4n))
  const lines = engine.redo.filter((redo) => redo !== '')
  engine.die({ recovers: false })
  equal(engine.behind, 0)
  for (const redo of lines) engine.append(redo)
  engine.die()
  equal(engine.counted('k'), '4+7')
  deepEqual(engine.differences(), [])
  engine.close()
})

test('a redo line of a table that this program does not know is refused, not skipped', () => {
  const engine = new Engine()
  engine.append('?["what"]\n')
  throws(() => engine.die(), /no table of the ledger/)
})

test('dying while a generation of rows is half written loses nothing, whatever has changed since', () => {
  const bounds = [{}, { briefMax: 1 }, { briefMax: 2 }]
  for (let slices = 1; slices <= 18; slices++) {
    const engine = new Engine(bounds[slices % 3])
    engine.issue('k')
    engine.commit(admitting('k', 'call_1', 5n, { claim: claimOf('one') }), admitting('k', 'call_2', 7n))
    engine.commit(settling('call_1', 4n), admitting('k', 'call_3', 1n))
    for (let slice = 0; slice < slices / 3; slice++) {
      engine.writeSome(1)
      if (slice === 1) engine.commit(settling('call_2', 6n), admitting('k', 'call_4', 2n))
      if (slice === 2) engine.commit(settling('call_4', 2n))
    }
    const before = engine.counted('k')
    engine.die()
    equal(engine.counted('k'), before)
    deepEqual(engine.differences(), [])
    const [repeat] = engine.commit(admitting('k', 'call_5', 4n, { claim: claimOf('one') }))
    equal((repeat as { readonly replayOf?: string }).replayOf, 'call_1')
    engine.close()
  }
})

test('rows are never written while a commit waits for its sync', () => {
  const engine = new Engine()
  engine.issue('k')
  engine.commit(admitting('k', 'call_1', 5n))
  throws(() => engine.commitAround(() => engine.writeSome(1), settling('call_1', 4n)), /between two commits/)
  engine.close()
})

test('rows that cannot be written stay true in memory and journal', () => {
  const engine = new Engine()
  engine.issue('k')
  engine.commit(admitting('k', 'call_1', 5n), admitting('k', 'call_2', 7n))
  engine.db.exec("CREATE TRIGGER full BEFORE INSERT ON holds BEGIN SELECT RAISE(ABORT, 'full'); END")
  throws(() => engine.tidy(), /full/)
  engine.commit(settling('call_1', 4n))
  engine.db.exec('DROP TRIGGER full')
  equal(engine.counted('k'), '4+7')
  engine.die()
  equal(engine.counted('k'), '4+7')
  deepEqual(engine.differences(), [])
  engine.close()
})

test('a commit whose rows are not there did not happen, and its place is used again', () => {
  const engine = new Engine()
  engine.issue('k')
  engine.commit(admitting('k', 'call_1', 5n))
  engine.dieBeforeRows(admitting('k', 'call_2', 7n), ['setSetting', ['name', 'value']])
  equal(engine.counted('k'), '0+5')
  deepEqual(engine.commit(['setting', ['name']]), [null])
  engine.commit(admitting('k', 'call_2', 3n), ['setSetting', ['name', 'other']])
  engine.die()
  equal(engine.counted('k'), '0+8')
  deepEqual(engine.commit(['setting', ['name']]), ['other'])
  deepEqual(engine.differences(), [])
  engine.close()
})

test('what did not happen is taken out of the journal, and nothing else, also where all rows before it are complete', () => {
  const engine = new Engine()
  engine.issue('k')
  engine.commit(admitting('k', 'call_1', 5n))
  engine.tidy()
  const before = engine.redo
  engine.dieBeforeRows(admitting('k', 'call_2', 7n), ['setSetting', ['name', 'value']])
  deepEqual(engine.redo.slice(0, before.length), before)
  ok(!engine.redo.some((lines) => lines.includes('call_2')))
  equal(engine.counted('k'), '0+5')
  engine.close()
})

test('a commit that fails leaves what earlier commits changed, in rows or not', () => {
  const engine = new Engine()
  engine.issue('k')
  engine.commit(admitting('k', 'call_1', 5n, { claim: claimOf('again') }))
  engine.commit(settling('call_1', 4n, { object: 'pi_1' }), admitting('k', 'call_2', 7n))
  const answers = engine.tryCommit(
    admitting('k', 'call_3', 1n),
    settling('call_2', 4n, { object: 'pi_1' }),
    admitting('k', 'call_2', 1n),
  )
  equal(answers[2], 'call id call_2 was used before')
  equal(engine.counted('k'), '4+1', 'the others happened once, the object counted once')
  engine.isFull = true
  const failed = engine.tryCommit(admitting('k', 'call_4', 9n), settling('call_3', 1n))
  deepEqual(failed, ['full', 'full'])
  engine.isFull = false
  equal(engine.counted('k'), '4+1')
  equal(stateOf(engine.commit(settling('call_3', 1n))[0]), 'settled')
  engine.die()
  equal(engine.counted('k'), '5+0')
  deepEqual(engine.differences(), [])
  engine.close()
})

test('what a failed commit claimed or named is free again, what earlier ones did is not', () => {
  const engine = new Engine()
  engine.issue('k')
  const before = claimOf('before')
  engine.commit(admitting('k', 'call_1', 2n, { claim: before }))
  engine.isFull = true
  engine.tryCommit(admitting('k', 'call_2', 2n, { claim: claimOf('new') }), settling('call_1', 2n, { object: 'pi_1' }))
  engine.isFull = false
  const [again] = engine.commit(admitting('k', 'call_3', 2n, { claim: before }))
  equal((again as { readonly code?: string }).code, 'idempotency_in_progress')
  const [fresh] = engine.commit(admitting('k', 'call_4', 2n, { claim: claimOf('new', 'other') }))
  equal((fresh as { readonly firstCallId?: string }).firstCallId, 'call_4')
  const [named] = engine.commit(
    admitting('k', 'call_5', 2n, { cost: { kind: 'known', amount: 2_000_000n as never, object: 'pi_1' } }),
  )
  equal((named as { readonly reserved?: bigint }).reserved, 2_000_000n)
  deepEqual(engine.differences(), [])
  engine.close()
})

test('more records under way than memory keeps are found again, also where their rows are behind', () => {
  const engine = new Engine({ recordsMax: 100_000, briefMax: 100_000, charsMax: 1_000_000_000 })
  engine.issue('k')
  const count = 10_000
  const ids = Array.from({ length: count }, (_, index) => `call_${String(index).padStart(6, '0')}`)
  for (let at = 0; at < count; at += 100) {
    engine.commit(...ids.slice(at, at + 100).map((id) => admitting('k', id, 1n, { claim: claimOf(id) })))
  }
  equal(engine.counted('k'), `0+${count}`)
  const answers = engine.commit(...[0, 1, count - 1].map((index) => settling(ids[index] ?? '', 1n)))
  deepEqual(answers.map(stateOf), ['settled', 'settled', 'settled'])
  const [busy] = engine.commit(admitting('k', 'call_x', 1n, { claim: claimOf(ids[2] ?? '') }))
  equal((busy as { readonly code?: string }).code, 'idempotency_in_progress')
  equal(engine.rows('holds'), 0)
  deepEqual(engine.differences(), [])
  engine.close()
})

test('what waits for its rows is bounded, by records and by length', () => {
  for (const bounds of [{ recordsMax: 50 }, { briefMax: 50 }, { charsMax: 20_000 }]) {
    const engine = new Engine(bounds)
    engine.issue('k')
    let most = 0
    for (let count = 0; count < 1000; count++) {
      engine.commit(admitting('k', `call_${count}`, 1n), settling(`call_${count}`, 1n))
      most = Math.max(most, engine.behind)
    }
    ok(most > 0 && most < 300, `${most} records waited`)
    ok(engine.rows('holds') > 900)
    equal(engine.counted('k'), '1000+0')
    deepEqual(engine.differences(), [])
    engine.close()
  }
})

test('what is brief is written alone, and the journal keeps what the others need', () => {
  const engine = new Engine({ briefMax: 10 })
  engine.issue('k')
  const { number } = storedMark(engine.db)
  for (let count = 0; count < 25; count++)
    engine.commit(admitting('k', `call_${count}`, 1n), settling(`call_${count}`, 1n))
  ok(engine.rows('holds') >= 20)
  equal(storedMark(engine.db).number, number)
  engine.die()
  equal(engine.counted('k'), '25+0')
  deepEqual(engine.differences(), [])
  engine.close()
})

test('where what is brief is all that waits, the journal is told that rows are complete', () => {
  const engine = new Engine({ briefMax: 2 })
  engine.issue('k')
  engine.commit(admitting('k', 'call_1', 1n), admitting('k', 'call_2', 1n))
  engine.tidy()
  const { number } = storedMark(engine.db)
  engine.commit(
    ...['call_1', 'call_2'].map((callId): readonly [string, unknown[]] => [
      'markUnknown',
      [{ at: AT, callId, facts: FACTS }],
    ]),
  )
  engine.tidy()
  equal(storedMark(engine.db).number, number + 1)
  engine.close()
})

test('the journal is told that rows are complete, also where no call changes a record for long', () => {
  const engine = new Engine({ charsMax: 20_000 })
  for (let count = 0; count < 200; count++) engine.issue(`k${count}`)
  equal(engine.behind, 0)
  ok(storedMark(engine.db).number > 100, `rows are complete up to ${storedMark(engine.db).number}`)
  engine.die()
  equal(engine.counted('k199'), '0+0')
  engine.close()
})

test('a verb that reads rows sees what is not in rows yet: assuming, and recovering after a crash', () => {
  const engine = new Engine()
  engine.issue('k')
  engine.commit(admitting('k', 'call_1', 5n, { claim: claimOf('one') }))
  engine.commit(['markUnknown', [{ at: AT, callId: 'call_1', facts: FACTS }]])
  equal(engine.rows('holds'), 0)
  deepEqual(engine.commit(['assume', [instant(AT + 3_600_000)]]), [1])
  equal(engine.counted('k'), '5+0')
  engine.close()
})

test('two names that share a number are told apart', () => {
  const engine = new Engine()
  engine.issue('k')
  const first = admitting('k', 'call_1', 5n, { claim: claimOf('one') })
  const second = admitting('k', 'call_2', 5n, { claim: claimOf('two', 'other') })
  engine.commit(first, second)
  engine.commit(settling('call_1', 5n, { object: 'pi_1' }), settling('call_2', 5n, { object: 'pi_2' }))
  engine.tidy()
  engine.db.exec(`UPDATE holds SET identity = (SELECT identity FROM holds WHERE seq = 1),
    object = (SELECT object FROM holds WHERE seq = 1)`)
  engine.die()
  const [repeat] = engine.commit(admitting('k', 'call_3', 5n, { claim: claimOf('one') }))
  deepEqual(repeat, { ...(repeat as object), status: 'admitted', replayOf: 'call_1', reserved: 0n })
  equal(stateOf(engine.commit(settling('call_1', 5n))[0]), 'settled')
  const cost = { kind: 'known', amount: 6_000_000n as never, object: 'pi_1' } as const
  const [named] = engine.commit(admitting('k', 'call_4', 6n, { cost }))
  equal((named as { readonly reserved?: bigint }).reserved, 1_000_000n, 'only its own object is counted already')
  engine.close()
})
