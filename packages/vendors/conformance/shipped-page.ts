/** The page `docs/vendors/shipped-definitions.md`, made from the definitions that come with the product. */
import { fileURLToPath } from 'node:url'
import { shipped } from '../src/declared/shipped.ts'

export const SHIPPED_PAGE = fileURLToPath(new URL('../../../docs/vendors/shipped-definitions.md', import.meta.url))

export function shippedText(): string {
  return [
    '# Vendors that a file declares',
    '',
    'What each call of them may cost at most, and how it is settled: the same words as in `GET /vault/vendors`. Prices, sources and dates stand in',
    '`packages/vendors/definitions`; how such a file is written, in `declaring-a-vendor.md`. A **closed** endpoint mints or shows credentials: only a',
    'key and a connection that name it open it. Written by `node scripts/write-declaring-page.ts`; a test compares.',
    '',
    ...shipped.flatMap(({ vendor, origins, secretFields, operations }) => [
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
