/** What a first key may call: little, and enough to see it work. */
export interface Preset {
  readonly allow: readonly string[]
  /** A first call, as curl takes it after the connection's address. */
  readonly request: string
}

export const PRESETS: Readonly<Record<string, Preset>> = {
  stripe: { allow: ['payment_intents.*', 'customers.*', 'GET /v1/balance'], request: '/v1/balance' },
  twilio: { allow: ['messages.create', 'messages.list'], request: '/2010-04-01/Accounts/_/Messages.json' },
  resend: {
    allow: ['POST /emails', 'GET /emails/{id}'],
    request: `/emails -H 'Content-Type: application/json' -d '{"from": "you@your-domain.example", "to": "delivered@resend.dev", "subject": "Hello", "html": "<p>Hello</p>"}'`,
  },
}
