/** What leases promise: no cap is exceeded in any life of the ledger, and what was to be durable is. */
import { ok } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { Lives } from './testing/lives.ts'
import { giveSyncsBack, interceptSyncs, type Remains } from './testing/power.ts'

const root = mkdtempSync(join(tmpdir(), 'keybrake-leases-'))
before(interceptSyncs)
after(() => {
  giveSyncsBack()
  rmSync(root, { recursive: true, force: true })
})

/** More of them find more: set it, and let it run for an hour. */
const RUNS = Number(process.env['KEYBRAKE_LEASE_RUNS'] ?? 40)
const HOUR_MS = 3_600_000

const remains = fc.constantFrom<Remains[]>('nothing', 'nothing', 'records', 'records', 'bytes', 'sectors', 'all')

const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('admit' as const),
      who: fc.nat(3),
      dollars: fc.constantFrom(1, 1, 1, 2, 7, 40),
      what: fc.constantFrom('plain' as const, 'plain' as const, 'plain' as const, 'object' as const, 'once' as const),
      name: fc.nat(4),
      times: fc.constantFrom(1, 1, 2, 6, 30),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('end' as const),
      which: fc.nat(50),
      how: fc.constantFrom('settle' as const, 'settle' as const, 'release' as const, 'unknown' as const),
      part: fc.nat(4),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('land' as const), times: fc.constantFrom(1, 2, 5, 12) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('change' as const), dollars: fc.constantFrom(null, 60, 150, 300, 500) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      ms: fc.constantFrom(1, 300, 31_000, 31_000, 61_000, HOUR_MS, 'to the edge' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('die' as const),
      how: fc.constantFrom('cut' as const, 'cut' as const, 'kill' as const, 'end' as const),
      journal: remains,
      wal: remains,
      leases: fc.constantFrom(true, true, true, true, false),
      seed: fc.nat(1_000_000),
    }),
  },
)

test('over all lives of a ledger with leases no cap is exceeded, whatever a power cut takes', async () => {
  let early = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60, size: 'max' }), async (steps) => {
      const lives = new Lives(root)
      try {
        await lives.begin()
        for (const each of steps) {
          if (each.kind === 'admit')
            for (let count = 0; count < each.times; count++)
              await lives.admit(each.who, each.dollars, each.what, each.name)
          else if (each.kind === 'end') await lives.end(each.which, each.how, each.part)
          else if (each.kind === 'land') for (let count = 0; count < each.times; count++) await lives.land()
          else if (each.kind === 'change') await lives.change(each.dollars)
          else if (each.kind === 'pass') lives.pass(each.ms)
          else await lives.die(each.how, each.journal, each.wal, each.leases, randomFrom(each.seed))
        }
        await lives.exhaust()
        early += lives.early
      } finally {
        await lives.close()
      }
    }),
    { numRuns: RUNS },
  )
  ok(early > RUNS, `${early} answers while syncs hung: a log that waits for every sync shows nothing`)
})

/** The same numbers for the same seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
