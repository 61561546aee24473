/**
 * `node scripts/record-terminal.ts [file] [--port n]`: a vault key, a loop that spends until its cap stops it, the brake, and what
 * the audit log says afterwards: recorded in a real terminal from the running product with its simulated vendors, and written as an
 * animated SVG. Default file: docs/terminal.svg; default port: 8787, as the README has it. Needs bash, curl, and `script` of util-linux.
 *
 * Only waits are cut short. While it records, two other agents spend small amounts, so that there is something to watch and to stop.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { agentCalls } from '../test/support/agent.ts'
import { ADMIN_KEY, type Product, startProduct } from '../test/support/product.ts'
import { type Recording, recordingOf } from './lib/recording/frames.ts'
import { Shell } from './lib/recording/shell.ts'
import { svgOf } from './lib/recording/svg.ts'
import { REPOSITORY } from './lib/run-command.ts'

const SIZE = { rows: 26, columns: 104 }
const PACE = { waitMsMax: 800, frameMsMin: 70, lastMs: 5_000 }
const WORDS = {
  title: 'Keybrake in a terminal',
  description:
    'A vault key is issued for a run with a cap of 500 USD a day. A loop charges 99.99 USD again and again: the sixth charge is ' +
    'refused with 429, the cap is reached. keybrake top shows every run as it spends. keybrake brake on stops all of them, and ' +
    'keybrake audit shows their calls refused with brake_engaged.',
}
const OTHERS = [
  { run: 'support/refunds', cents: 450, everyMs: 700 },
  { run: 'renewals/eu', cents: 1_200, everyMs: 900 },
]

const { values, positionals } = parseArgs({ allowPositionals: true, options: { port: { type: 'string' } } })
const file = positionals[0] ?? join(REPOSITORY, 'docs/terminal.svg')
const recording = await record()
await writeFile(file, svgOf(recording, WORDS))
const seconds = (recording.endMs / 1000).toFixed(0)
process.stdout.write(`${file}: ${recording.frames.length} frames, ${seconds} s\n`)

async function record(): Promise<Recording> {
  await using product = await startProduct({
    env: { KEYBRAKE_PORT: values.port ?? '8787', KEYBRAKE_LOG_LEVEL: 'warn' },
  })
  await using _others = await spendBeside(product)
  using shell = new Shell(SIZE, { KEYBRAKE_URL: product.url, KEYBRAKE_API_KEY: ADMIN_KEY })
  await shell.begin()
  await tell(shell)
  return recordingOf(await shell.end(), SIZE, PACE)
}

async function tell(shell: Shell): Promise<void> {
  await shell.run(
    'KEY=$(npx keybrake keys issue --vendor stripe --daily-usd-cap 500 --run billing/nightly \\\n' +
      "  --allow 'POST /v1/payment_intents' --quiet)",
  )
  await shell.run(
    'while answer=$(curl -s --fail-with-body $KEYBRAKE_URL/stripe/v1/payment_intents \\\n' +
      '  -H "Authorization: Bearer $KEY" -d amount=9999 -d currency=usd -w %{http_code})\n' +
      'do echo "charge $((++n)): 99.99 USD"; done',
  )
  await shell.run('echo "${answer: -3}"; echo "$answer" | grep -o \'"message":"[^"]*"\' | head -1')
  await shell.watch('npx keybrake top', { until: /q ends it/, forMs: 4_000, key: 'q' })
  await shell.run('npx keybrake brake on --reason "runaway agent"')
  await shell.run('npx keybrake audit --limit 8')
}

/** Agents that go on meanwhile, each under a run of its own, until it is disposed. */
async function spendBeside({ admin, url }: Product): Promise<AsyncDisposable> {
  const agent = agentCalls(() => url)
  const timers = await Promise.all(
    OTHERS.map(async ({ run, cents, everyMs }) => {
      const { vault_key: bearer } = await admin.issue({ agent_run_label: run, daily_usd_cap: 5_000 })
      const form = { amount: String(cents), currency: 'usd', customer: 'cus_1' }
      return setInterval(() => void agent.call({ bearer, path: '/v1/payment_intents', form }), everyMs)
    }),
  )
  return {
    async [Symbol.asyncDispose]() {
      timers.forEach(clearInterval)
      agent.close()
    },
  }
}
