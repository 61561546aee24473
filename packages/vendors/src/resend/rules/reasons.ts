/** Why a write has no cost rule, by the beginning of its name: the longest that fits speaks. */
const REASONS: readonly (readonly [string, string])[] = [
  ['api_keys', 'It mints or ends credentials.'],
  ['oauth', 'It ends what another program may do.'],
  ['webhooks', 'It sends what happens to another address, and shows its signing secret.'],
  ['domains', 'A sending domain is its operator’s to set up, and plans are billed by them.'],
  ['contacts.create_import', 'How many contacts a file holds is not counted here, and plans are billed by them.'],
  ['automations', 'An automation goes on sending mails without another call.'],
  [
    'events.send',
    'An event starts every automation that waits for it; how many mails they send is not in the request.',
  ],
]

export const reasonFor = (name: string): string | null =>
  REASONS.filter(([prefix]) => name.startsWith(prefix)).sort(([a], [b]) => b.length - a.length)[0]?.[1] ?? null
