/** Simulated vendors that nobody here wrote: installed at pinned versions on first use, each started as a process on loopback. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'
import { runCommand } from '../../../scripts/lib/run-command.ts'
import { goBuild } from '../../support/go.ts'
import { REPOSITORY } from '../../support/product.ts'
import { extractPath } from '../openapi/extract.ts'

export interface Fake {
  readonly name: string
  readonly url: string
  /** The end of what it has printed, for the message of a test that fails. */
  readonly output: () => string
}
export type FakeStart =
  | { readonly kind: 'ready'; readonly fake: Fake }
  | { readonly kind: 'missing'; readonly why: string }

/** Calls of the Python SDKs, by vendor. */
export const PYTHON_TOURS = `${REPOSITORY}test/fakes/lib/tours/python_tours.py`

const PEERS = 'test/fakes/peers'
const STRIPE_MOCK = 'node_modules/.cache/keybrake-fakes/stripe-mock'
const NODE = `${REPOSITORY}node_modules/.bin/node`
const START_MS_MAX = 60_000
const OUTPUT_CHARS = 2_000

/** Stripe's own stateless mock: it checks every parameter against Stripe's description. Compiled from the Go module. */
export async function startStripeMock(): Promise<FakeStart> {
  mkdirSync(`${REPOSITORY}node_modules/.cache/keybrake-fakes`, { recursive: true })
  const missing = await goBuild(`${REPOSITORY}test/fakes/go`, REPOSITORY + STRIPE_MOCK, 'github.com/stripe/stripe-mock')
  if (missing !== null) return { kind: 'missing', why: missing }
  return start('stripe-mock', REPOSITORY + STRIPE_MOCK, (port) => ['-http-addr', `127.0.0.1:${port}`])
}

/** A stateful Stripe by Giftbit: it keeps charges and refunds, and honours idempotency keys. */
export const startStatefulStripe = (): Promise<FakeStart> =>
  startPeer('stripe-stateful-mock', (port) => ['stateful-stripe.mjs', String(port)])

/** Prism: it checks each request against a vendor's OpenAPI description and answers with its examples. */
export const startPrism = (description: string): Promise<FakeStart> =>
  startPeer(`Prism with ${description}`, (port) => [
    'node_modules/@stoplight/prism-cli/dist/index.js',
    ...['mock', '--host', '127.0.0.1', '--port', String(port), extractPath(description)],
  ])

async function startPeer(name: string, args: (port: number) => readonly string[]): Promise<FakeStart> {
  const missing = await installPeers()
  return missing === null ? start(name, NODE, args) : { kind: 'missing', why: missing }
}

/** From their own lockfile, so that the product never installs them; anew when that changes. */
async function installPeers(): Promise<string | null> {
  const folder = REPOSITORY + PEERS
  const lock = readFileSync(`${folder}/package-lock.json`, 'utf8')
  const stamp = `${folder}/node_modules/.installed-lock.json`
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return null
  const options = ['--no-audit', '--no-fund', '--ignore-scripts']
  const install = await runCommand('npm', ['ci', '--prefix', PEERS, ...options])
  if (install.code !== 0) return `the fakes could not be installed: ${install.output}`
  writeFileSync(stamp, lock)
  return null
}

async function start(name: string, command: string, args: (port: number) => readonly string[]): Promise<FakeStart> {
  const port = await freePort()
  const child = spawn(command, args(port), { cwd: REPOSITORY + PEERS, stdio: ['ignore', 'pipe', 'pipe'] })
  endWithFile(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const url = `http://127.0.0.1:${port}`
  await untilAnswering(name, url, child, () => output)
  return { kind: 'ready', fake: { name, url, output: () => output.slice(-OUTPUT_CHARS) } }
}

function endWithFile(child: ChildProcess): void {
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  after(() => {
    kill()
    process.off('exit', kill)
  })
}

/** Any answer will do. @throws with all it printed, where it ends or stays silent */
async function untilAnswering(name: string, url: string, child: ChildProcess, output: () => string): Promise<void> {
  const end = performance.now() + START_MS_MAX
  while (performance.now() < end && child.exitCode === null) {
    const answered = await fetch(url).then(
      () => true,
      () => false,
    )
    if (answered) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${name} did not come up at ${url}\n${output()}`)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
