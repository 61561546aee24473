/** `node packages/sandbox/src/main.ts [--port N] [--host H]`: the simulated vendors as a process. `--port` is the control port. */
import { parseArgs } from 'node:util'
import { startSandbox } from './sandbox.ts'

const USAGE =
  'usage: main.ts [--host 127.0.0.1] [--port 0] [--stripe-port 0] [--twilio-port 0] [--resend-port 0]\n--port is the control port; 0 takes any free one.\n'

function settings() {
  const port = { type: 'string', default: '0' } as const
  const { values } = parseArgs({
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port,
      'stripe-port': port,
      'twilio-port': port,
      'resend-port': port,
    },
  })
  return {
    host: values.host,
    control: true,
    ports: {
      control: portOf('--port', values.port),
      stripe: portOf('--stripe-port', values['stripe-port']),
      twilio: portOf('--twilio-port', values['twilio-port']),
      resend: portOf('--resend-port', values['resend-port']),
    },
  }
}

function portOf(name: string, text: string): number {
  const port = Number.parseInt(text, 10)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new Error(`${name}: ${text} is no port`)
  return port
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
  process.exit(1)
}

async function run(): Promise<void> {
  const sandbox = await startSandbox(settings())
  const { stripe, twilio, resend, control } = sandbox.urls
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void sandbox.close().then(() => process.exit(0)))
  process.stdout.write(`stripe on ${stripe}\ntwilio on ${twilio}\nresend on ${resend}\n`)
  process.stdout.write(`sandbox listening on ${control}\n`)
}

await run().catch(fail)
