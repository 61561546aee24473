/**
 * `npm run bench [-- [--quick] [--rounds N] [--seconds N] [--only 32,256]]`: what the brake costs, beside proxies that keep
 * no ledger. Turns are interleaved, so that a slow minute of the machine hits every target; ratios are taken inside a round.
 * Writes bench/RESULTS.md. `--quick`: sanity only, without peers and without figures worth keeping. Either way Keybrake's
 * books must equal what the upstream served, and the last line is `N passed, N failed`.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { REPOSITORY, runCommand } from '../scripts/lib/run-command.ts'
import { books, CALL_USD, type Books } from './lib/keybrake.ts'
import { takeTurn, type Turn } from './lib/measure.ts'
import { resultsPage } from './lib/page.ts'
import { startBench, type Bench } from './lib/targets.ts'

const RESULTS = 'bench/RESULTS.md'
/** Long enough for the compilers: their threads cost as much as the calls in the first ten thousand. */
const WARM_UP_S = { quick: 1, whole: 10 }
const WARM_UP_CONNECTIONS = 64

const settings = wishes()
const checks: { readonly what: string; readonly ok: boolean; readonly seen: string }[] = []
const check = (what: string, ok: boolean, seen: string): void => void checks.push({ what, ok, seen })

await needTools()
const bench = await startBench(!settings.quick)
const turns: Turn[] = []
let held: Books
let served: number
try {
  for (const target of bench.targets)
    await takeTurn(target, WARM_UP_CONNECTIONS, WARM_UP_S[settings.quick ? 'quick' : 'whole'], 0, bench.bearersFile)
  for (let round = 1; round <= settings.rounds; round++) turns.push(...(await takeRound(bench, round)))
  held = await books(bench.keybrake.origin)
  served = await bench.keybrakeUpstream.served()
} finally {
  await bench.stop()
}

checkTurns(turns)
checkBooks(held, served)
if (!settings.quick) {
  writeFileSync(
    REPOSITORY + RESULTS,
    resultsPage(turns, { ...settings, held, served, version: bench.keybrake.version }),
  )
  process.stdout.write(`written to ${RESULTS}\n`)
}
for (const { what, ok, seen } of checks) process.stdout.write(`${ok ? 'ok' : 'NOT OK'}: ${what} (${seen})\n`)
const failed = checks.filter(({ ok }) => !ok).length
process.stdout.write(`${checks.length - failed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1

function wishes() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      only: { type: 'string' },
    },
  })
  const whole = (name: 'rounds' | 'seconds', otherwise: number): number => {
    const text = values[name] ?? String(otherwise)
    if (!/^[1-9]\d{0,3}$/.test(text)) throw new Error(`--${name} must be a whole number above 0, not ${text}`)
    return Number.parseInt(text, 10)
  }
  const { quick } = values
  const connections = (values.only ?? (quick ? '1,32' : '1,32,256,1000'))
    .split(',')
    .map((text) => Number.parseInt(text, 10))
  if (connections.some((count) => !(count >= 1 && count <= 4_000))) throw new Error('--only must be like 32,256')
  return { quick, connections, rounds: whole('rounds', quick ? 1 : 3), seconds: whole('seconds', quick ? 2 : 8) }
}

async function needTools(): Promise<void> {
  for (const [tool, debian] of [
    ['wrk', 'wrk'],
    ['nginx', 'nginx-light'],
  ] as const) {
    const { code } = await runCommand('sh', ['-c', `command -v ${tool} || test -x /usr/sbin/${tool}`])
    if (code !== 0) throw new Error(`the bench needs ${tool} (Debian: apt-get install -y ${debian})`)
  }
  if (!existsSync('/proc/self/schedstat'))
    throw new Error('the bench reads CPU times of Linux (/proc); it runs nowhere else')
}

/** Each round takes the targets in another order, so that none always follows the same one. */
async function takeRound({ targets, bearersFile }: Bench, round: number): Promise<readonly Turn[]> {
  const taken: Turn[] = []
  for (const connections of settings.connections)
    for (let at = 0; at < targets.length; at++) {
      const target = targets[(at + round) % targets.length]
      if (target === undefined) continue
      const turn = await takeTurn(target, connections, settings.seconds, round, bearersFile)
      taken.push(turn)
      const rate = Math.round(turn.requestsPerSecond).toLocaleString('en-US')
      process.stdout.write(
        `round ${round}, ${connections} connections, ${target.name}: ${rate} req/s, p50 ${turn.p50Us} µs\n`,
      )
    }
  return taken
}

function checkTurns(taken: readonly Turn[]): void {
  for (const turn of taken) {
    const name = `${turn.target} at ${turn.connections} connections, round ${turn.round}`
    check(`${name}: answered`, turn.requests > 0, `${turn.requests} requests`)
    check(`${name}: every answer is a success`, turn.bad === 0, `${turn.bad} bad`)
  }
}

/** The money must be equal to the dollar; the calls too, less those whose caller had left before they were sent. */
function checkBooks({ unsentCalls, keyCalls, keySpentUsd, auditCalls, auditSpentUsd }: Books, requests: number): void {
  const sent = `${unsentCalls} of them never sent`
  check(
    'the keys count as many calls as the upstream served',
    keyCalls - unsentCalls === requests,
    `${keyCalls}, ${sent}; ${requests}`,
  )
  check('the audit log has as many calls', auditCalls - unsentCalls === requests, `${auditCalls}, ${sent}; ${requests}`)
  const usd = requests * CALL_USD
  check('the budgets count their money', keySpentUsd === usd, `${keySpentUsd} and ${usd} USD`)
  check('the audit log counts their money', auditSpentUsd === usd, `${auditSpentUsd} and ${usd} USD`)
}
