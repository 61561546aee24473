/** What of a Twilio request stays in the audit log: never a text, a code or a whole number of a person. */
import type { ReadRequest } from '@keybrake/core'
import type { Operation } from '../adapter.ts'
import { allFields } from '../shared/fields.ts'
import { maskPhone } from '../shared/mask.ts'
import { messageSegments } from './rules/messages.ts'

const NUMBERS = ['To', 'From', 'PhoneNumber']
const WORDS = ['Status', 'Channel', 'ScheduleType', 'SendAsMms', 'RiskCheck', 'Fields', 'Type']
const COUNTS = ['TimeLimit', 'AreaCode']
const SIDS = ['MessagingServiceSid', 'ContentSid', 'ApplicationSid']

const keepers: ReadonlyMap<string, (value: string) => string | null> = new Map([
  ...NUMBERS.map((name) => [name, maskAddress] as const),
  ...WORDS.map((name) => [name, (value: string) => (/^[A-Za-z_,-]{1,64}$/.test(value) ? value : null)] as const),
  ...COUNTS.map((name) => [name, (value: string) => (/^[0-9]{1,6}$/.test(value) ? value : null)] as const),
  ...SIDS.map((name) => [name, (value: string) => (/^[A-Z]{2}[0-9a-f]{32}$/.test(value) ? value : null)] as const),
])

/** `whatsapp:+15550001234` → `whatsapp:+1555*****34`. */
function maskAddress(value: string): string {
  const [, channel = '', address = value] = /^([a-z]{1,16}:)(.*)$/s.exec(value) ?? []
  return channel + maskPhone(address)
}

export function redact(operation: Operation | null, request: ReadRequest): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {}
  const fields = allFields(request)
  for (const [name, value] of fields) {
    const text = keepers.get(name)?.(value) ?? null
    if (text !== null) kept[name] = text
  }
  if (operation?.name !== 'messages.create') return kept
  const segments = messageSegments(request)
  const media = fields.filter(([name]) => name === 'MediaUrl').length
  return { ...kept, ...(segments === null ? {} : { segments: String(segments) }), media: String(media) }
}
