/** Whom a message or call goes to, in the forms that Twilio takes. Anything else is refused, never guessed. */

/** With its `+` and no other sign: 7 to 15 digits. */
const E164 = /^\+[1-9][0-9]{6,14}$/
const CHANNEL = /^([a-z]{1,16}):(.+)$/s

export type Address =
  | { readonly kind: 'number'; readonly number: string }
  /** `whatsapp:+15550001234`, `sip:a@example.com`. */
  | { readonly kind: 'channel'; readonly channel: string; readonly address: string }
  /** Short codes, names, numbers written as people write them. */
  | { readonly kind: 'other' }

export function addressOf(text: string): Address {
  if (E164.test(text)) return { kind: 'number', number: text }
  const [, channel, address] = CHANNEL.exec(text) ?? []
  if (channel === undefined || address === undefined) return { kind: 'other' }
  return { kind: 'channel', channel, address }
}

export const isNumber = (text: string): boolean => E164.test(text)
