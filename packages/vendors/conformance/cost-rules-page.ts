/** The page `docs/vendors/cost-rules.md`, made from the adapters: those in code and those that a shipped file declares. */
import { fileURLToPath } from 'node:url'
import { adapters } from '../src/all.ts'

export const COST_RULES_PAGE = fileURLToPath(new URL('../../../docs/vendors/cost-rules.md', import.meta.url))

export function costRulesText(): string {
  return [
    '# What a call may cost',
    '',
    'Every operation the proxy knows, and its cost rule in the words of `GET /vault/vendors`. A **closed** endpoint mints or shows credentials: only a',
    'key and a connection that name it open it. Prices of Stripe, Twilio and Resend, and what an operator may set, stand on their own pages; those of',
    'the vendors after them in `packages/vendors/definitions`. Written by `node scripts/write-vendor-pages.ts`; a test compares.',
    '',
    ...[...adapters.values()].flatMap(({ vendor, origins, secretFields, operations }) => [
      `## ${vendor}`,
      '',
      `At ${Object.values(origins).join(', ')}. Secret: ${secretFields.map((field) => `\`${field}\``).join(', ')}.`,
      '',
      '| operation | endpoint | money | cost |',
      '|---|---|---|---|',
      ...operations.map(
        ({ name, endpoint, moneyClass, closed, costRule }) =>
          `| \`${name}\` | \`${endpoint}\` | ${moneyClass ?? ''} | ${closed ? '**Closed.** ' : ''}${costRule} |`,
      ),
      '',
    ]),
  ].join('\n')
}
