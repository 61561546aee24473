/** The lines that point an SDK at the proxy, with this server's address and, where it is just issued, the vault key. */
export interface Snippet {
  readonly id: string
  readonly sdk: string
  readonly code: string
}

export interface SnippetFacts {
  readonly vendor: string
  /** Where the SDK is pointed: the key's `base_url`, e.g. `http://127.0.0.1:8787/stripe`. */
  readonly baseUrl: string
  /** The credential, or the words that stand for it. */
  readonly vaultKey: string
  /** Twilio's, where it is known. */
  readonly account: string | null
}

type Write = (facts: SnippetFacts) => string

/** A string literal of every language used here. */
const text = (value: string): string => JSON.stringify(value)
const lines = (...all: readonly string[]): string => all.join('\n')

const ACCOUNT = 'AC…'

const BY_VENDOR: Readonly<Record<string, readonly (readonly [id: string, sdk: string, write: Write])[]>> = {
  stripe: [
    ['stripe-node', 'stripe (Node)', stripeNode],
    ['stripe-python', 'stripe (Python)', stripePython],
    ['curl', 'curl', curlOf('/v1/payment_intents', ['-d amount=2999', '-d currency=usd'])],
  ],
  twilio: [
    ['twilio-node', 'twilio (Node)', twilioNode],
    ['twilio-python', 'twilio (Python)', twilioPython],
    [
      'curl',
      'curl',
      curlOf('/2010-04-01/Accounts/_/Messages.json', [
        '-d To=%2B14155550100',
        '-d From=%2B14155550101',
        '-d Body=Hello',
      ]),
    ],
  ],
  resend: [
    ['resend-node', 'resend (Node)', resendNode],
    ['resend-python', 'resend (Python)', resendPython],
    [
      'curl',
      'curl',
      curlOf('/emails', [
        "-H 'Content-Type: application/json'",
        `-d '{"from":"shop@example.com","to":["customer@example.org"],"subject":"Hello","text":"Hello"}'`,
      ]),
    ],
  ],
  openai: [['openai-node', 'openai (Node)', openaiNode]],
  anthropic: [['anthropic-node', '@anthropic-ai/sdk (Node)', anthropicNode]],
}

/** For a vendor without an SDK of its own here: the same request by curl, whose path the reader fills in. */
const ANY: (typeof BY_VENDOR)[string] = [['curl', 'curl', curlOf('/PATH', [])]]

export const snippetsFor = (facts: SnippetFacts): readonly Snippet[] =>
  (BY_VENDOR[facts.vendor] ?? ANY).map(([id, sdk, write]) => ({ id, sdk, code: write(facts) }))

function stripeNode({ baseUrl, vaultKey }: SnippetFacts): string {
  const { hostname, port, protocol } = new URL(baseUrl)
  const scheme = protocol === 'https:' ? 'https' : 'http'
  return lines(
    "import Stripe from 'stripe'",
    '',
    `const stripe = new Stripe(${text(vaultKey)}, {`,
    `  host: ${text(hostname.replace(/^\[(.*)\]$/, '$1'))},`,
    `  port: ${port === '' ? (scheme === 'https' ? 443 : 80) : port},`,
    `  protocol: ${text(scheme)},`,
    '})',
  )
}

function stripePython({ baseUrl, vaultKey }: SnippetFacts): string {
  return lines('import stripe', '', `stripe.api_key = ${text(vaultKey)}`, `stripe.api_base = ${text(baseUrl)}`)
}

function twilioNode({ baseUrl, vaultKey, account }: SnippetFacts): string {
  return lines(
    "import twilio from 'twilio'",
    '',
    `const client = twilio(${text(account ?? ACCOUNT)}, ${text(vaultKey)})`,
    `client.api.baseUrl = ${text(baseUrl)}`,
  )
}

function twilioPython({ baseUrl, vaultKey, account }: SnippetFacts): string {
  return lines(
    'from twilio.rest import Client',
    '',
    `client = Client(${text(account ?? ACCOUNT)}, ${text(vaultKey)})`,
    `client.api.base_url = ${text(baseUrl)}`,
  )
}

function resendNode({ baseUrl, vaultKey }: SnippetFacts): string {
  const options = `{ baseUrl: ${text(baseUrl)} }`
  return lines("import { Resend } from 'resend'", '', `const resend = new Resend(${text(vaultKey)}, ${options})`)
}

function resendPython({ baseUrl, vaultKey }: SnippetFacts): string {
  return lines('import resend', '', `resend.api_key = ${text(vaultKey)}`, `resend.api_url = ${text(baseUrl)}`)
}

function openaiNode({ baseUrl, vaultKey }: SnippetFacts): string {
  const options = `{ apiKey: ${text(vaultKey)}, baseURL: ${text(`${baseUrl}/v1`)} }`
  return lines("import OpenAI from 'openai'", '', `const openai = new OpenAI(${options})`)
}

function anthropicNode({ baseUrl, vaultKey }: SnippetFacts): string {
  const options = `{ apiKey: ${text(vaultKey)}, baseURL: ${text(baseUrl)} }`
  return lines("import Anthropic from '@anthropic-ai/sdk'", '', `const anthropic = new Anthropic(${options})`)
}

function curlOf(path: string, rest: readonly string[]): Write {
  return ({ baseUrl, vaultKey }) =>
    [`curl ${baseUrl}${path}`, `-H 'Authorization: Bearer ${vaultKey}'`, ...rest].join(' \\\n  ')
}
