import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'
import type { Session } from '../server.ts'
import { answered } from './answer.ts'

const input = z.strictObject({
  by: z
    .enum(['label', 'run', 'key', 'vendor', 'budget', 'operation', 'money_class'])
    .optional()
    .describe('What totals are for; `label` unless told.'),
  run: z.string().optional().describe('Only this run.'),
  label: z.string().optional().describe('Only keys with this label.'),
  vendor: z.string().optional().describe('Only this vendor.'),
  from: z.string().optional().describe('Not before: RFC 3339.'),
})

/** What was spent, and what remains of the budgets that live keys draw on. */
export function offerSpend(server: McpServer, { client, run: ownRun }: Session): void {
  server.registerTool(
    'spend',
    {
      title: 'What was spent',
      description:
        'Totals of money spent and held, and what remains under the caps of the live keys. Use it before a call that costs.',
      inputSchema: input,
      annotations: { readOnlyHint: true },
    },
    ({ by, run = ownRun, label, vendor, from }) =>
      answered(
        (async () => {
          const [totals, keys] = await Promise.all([
            client.spend.read({ ...(by && { by }), ...given({ run, label, vendor, from }) }),
            client.keys.list({ status: 'active', ...given({ run, label, vendor }) }).toArray(20),
          ])
          const remaining = keys.map(({ id, label: of, expires_at, budgets }) => ({
            key_id: id,
            label: of,
            expires_at,
            budgets: budgets.filter(({ cap_usd }) => cap_usd !== null),
          }))
          return { totals: totals.data, by: totals.by, live_keys: remaining }
        })(),
      ),
  )
}

/** Without the members that are undefined. */
export const given = <T extends Record<string, string | undefined>>(
  fields: T,
): { [Name in keyof T]?: NonNullable<T[Name]> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: NonNullable<T[Name]>
  }
