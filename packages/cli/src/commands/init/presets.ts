/** What a first key may call: little, and enough to see it work. */
export const PRESETS: Readonly<Record<string, { readonly allow: readonly string[]; readonly path: string }>> = {
  stripe: { allow: ['payment_intents.*', 'customers.*', 'GET /v1/balance'], path: '/v1/balance' },
  twilio: { allow: ['messages.create', 'messages.read'], path: '/2010-04-01/Accounts/_/Messages.json' },
  resend: { allow: ['POST /emails', 'GET /emails/{id}'], path: '/emails' },
}
