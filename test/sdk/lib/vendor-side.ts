/** What the matrix must know of the vendors behind the product, whoever simulates them. */
import { after } from 'node:test'
import type { Sandbox, VendorName } from '@keybrake/sandbox'
import type { Admin } from '../../support/admin.ts'
import { type RecordingUpstream, sendJson, startRecordingUpstream } from '../../support/upstream.ts'

export interface VendorSide {
  /** What the programs read from their environment besides the proxy and the key. */
  readonly environment: Readonly<Record<string, string>>
  /** Requests that reached a vendor since `forget`. */
  readonly heard: () => number
  /** Ids of what the vendor made since `forget`, oldest first. */
  readonly made: (vendor: string) => readonly string[]
  /** Whether any request carried a text that only the caller may have. */
  readonly sawText: (text: string) => boolean
  /** The next write is executed, and its connection cut in place of an answer. */
  readonly loseNextAnswer: (vendor: string) => void
  readonly forget: () => void
}

export function sandboxSide(sandbox: Sandbox): VendorSide {
  return {
    environment: { TWILIO_ACCOUNT_SID: sandbox.credentials.twilio.account_sid },
    heard: () => sandbox.heard().length,
    made: (vendor) => sandbox.executed({ vendor: vendor as VendorName }).map(({ id }) => id),
    sawText: (text) => JSON.stringify(sandbox.heard()).includes(text),
    loseNextAnswer: (vendor) =>
      sandbox.order({ vendor: vendor as VendorName, kind: 'reset_after', match: { method: 'POST' } }),
    forget: () => sandbox.clear(),
  }
}

/** By path: what each answers with, and the real secret of its connection. */
const MODELS = {
  openai: {
    path: '/v1/chat/completions',
    secret: 'sk-proj-RealSecretOfTheOperator0123456789',
    answer: (id: string) => ({
      id,
      object: 'chat.completion',
      created: 1_790_000_000,
      model: 'gpt-4.1-mini-2025-04-14',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.', refusal: null }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 10, completion_tokens: 3, total_tokens: 13 },
    }),
  },
  anthropic: {
    path: '/v1/messages',
    secret: 'sk-ant-api03-RealSecretOfTheOperator0123456789',
    answer: (id: string) => ({
      id,
      type: 'message',
      role: 'assistant',
      model: 'claude-haiku-4-5',
      content: [{ type: 'text', text: 'Hello.' }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: { input_tokens: 10, output_tokens: 3 },
    }),
  },
} as const

export type ModelVendor = keyof typeof MODELS
const vendors = Object.keys(MODELS) as readonly ModelVendor[]

/** Both makers of models in one server, which answers as their documents show and keeps what it heard. */
export async function modelSide(): Promise<VendorSide & { readonly upstream: RecordingUpstream }> {
  let losing = false
  let count = 0
  const made: { readonly vendor: ModelVendor; readonly id: string }[] = []
  const upstream = await startRecordingUpstream(({ method, url }, response) => {
    const vendor = vendors.find((name) => MODELS[name].path === url)
    if (method !== 'POST' || vendor === undefined) return sendJson(response, 200, { object: 'list', data: [] })
    const id = `made_${++count}`
    made.push({ vendor, id })
    if (!losing) return sendJson(response, 200, MODELS[vendor].answer(id))
    losing = false
    response.socket?.destroy()
  })
  after(() => upstream[Symbol.asyncDispose]())
  return {
    upstream,
    environment: {},
    heard: () => upstream.heard.length,
    made: (vendor) => made.filter((one) => one.vendor === vendor).map(({ id }) => id),
    sawText: (text) => JSON.stringify(upstream.heard).includes(text),
    loseNextAnswer: () => void (losing = true),
    forget: () => {
      upstream.clear()
      made.splice(0)
    },
  }
}

/** The connections that an operator makes for them. @throws where the product refuses one */
export async function connectModels(admin: Admin, upstream: RecordingUpstream): Promise<void> {
  for (const vendor of vendors) {
    const body = { name: vendor, vendor, secret: MODELS[vendor].secret, upstream: upstream.url }
    const { status, text } = await admin.request('POST', '/vault/connections', body)
    if (status !== 201) throw new Error(`no connection to ${vendor}: ${text}`)
  }
}
