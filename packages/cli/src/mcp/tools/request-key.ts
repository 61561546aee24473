import type { IssueKey } from '@keybrake/client'
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'
import type { Session } from '../server.ts'
import { answered } from './answer.ts'

/** Strict: a bound that is misspelt must not be none. */
const input = z.strictObject({
  vendor: z.string().describe('`stripe`, `twilio`, `resend`, or the name of a connection.'),
  allowed_endpoints: z
    .array(z.string())
    .min(1)
    .describe('Only what the task needs: operations such as `payment_intents.create`, or `POST /v1/refunds`.'),
  total_usd_cap: z.number().positive().describe('At most this much, in US dollars, over the key’s life.'),
  expires_in: z.string().optional().describe('`30m`, `2h`; 30 minutes unless told.'),
  purpose: z.string().max(200).describe('What the key is for, in a few words; people read it in the audit log.'),
})

/** Issues with the session's credential: its principal's ceilings, not the model's wishes, say what may be given. */
export function offerRequestKey(server: McpServer, { run, issue }: Session): void {
  server.registerTool(
    'request_key',
    {
      title: 'Request a vault key',
      description:
        'A short-lived vault key with a spending cap. Use it in place of the vendor’s secret, at `base_url`. Ask for little: ' +
        'a request above the ceilings is refused as a whole.',
      inputSchema: input,
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
    },
    ({ vendor, purpose, expires_in = '30m', ...rest }) =>
      answered(
        (async () => {
          const key = await issue({ ...rest, ...nameOf(vendor), expires_in, ...tagsOf(purpose, run) })
          const { id, vault_key, base_url, expires_at, allowed_endpoints, total_usd_cap } = key
          return { key_id: id, vault_key, base_url, expires_at, allowed_endpoints, total_usd_cap }
        })(),
      ),
  )
}

/** The default connection of a vendor has the vendor's name, so one field says both. */
const nameOf = (name: string): Pick<IssueKey, 'connection'> => ({ connection: name })

/** A run with one budget would want the same caps of every key in it. */
const tagsOf = (purpose: string, run: string | undefined): Pick<IssueKey, 'tags' | 'label' | 'run' | 'run_budget'> => ({
  tags: { purpose, requested_by: 'mcp' },
  ...(run === undefined ? { label: 'mcp' } : { run, run_budget: 'none' }),
})
