import type { CallRow } from '@keybrake/client'
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'
import type { Session } from '../server.ts'
import { answered } from './answer.ts'
import { given } from './spend.ts'

const ROWS_MAX = 50

const input = z.strictObject({
  call_id: z.string().optional().describe('One call, whole.'),
  run: z.string().optional().describe('Only this run.'),
  label: z.string().optional().describe('Only keys with this label.'),
  vendor: z.string().optional().describe('Only this vendor.'),
  decision: z.enum(['allowed', 'refused', 'observed']).optional().describe('What became of the call.'),
  limit: z.int().min(1).max(ROWS_MAX).optional().describe('Rows, newest first; 10 unless told.'),
})

/** What a model can use of a row; the rest is in the row of one call. */
const brief = (row: CallRow) => ({
  call_id: row.call_id,
  time: row.time,
  label: row.key_label,
  vendor: row.vendor,
  operation: row.operation,
  decision: row.decision,
  code: row.code,
  status: row.status,
  state: row.state,
  cost_usd: row.cost_usd,
  vendor_object_id: row.vendor_object_id,
  count: row.count,
})

export function offerAudit(server: McpServer, { client, run: ownRun }: Session): void {
  server.registerTool(
    'audit',
    {
      title: 'What was called',
      description: 'Calls that went through the proxy, with what they cost or why they were refused; newest first.',
      inputSchema: input,
      annotations: { readOnlyHint: true },
    },
    ({ call_id: callId, run = ownRun, label, vendor, decision, limit = 10 }) =>
      answered(
        (async () => {
          if (callId !== undefined) return { calls: [await client.audit.read(callId)] }
          const query = { limit, ...(decision && { decision }), ...given({ run, label, vendor }) }
          const { data } = await client.audit.list(query).page()
          return { calls: data.map(brief) }
        })(),
      ),
  )
}
