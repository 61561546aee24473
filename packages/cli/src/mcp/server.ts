import type { IssuedKey, IssueKey, Keybrake } from '@keybrake/client'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { offerVendors } from './vendors.ts'
import { offerAudit } from './tools/audit.ts'
import { offerRequestKey } from './tools/request-key.ts'
import { offerSpend } from './tools/spend.ts'

export interface Session {
  readonly client: Keybrake
  readonly version: string
  readonly run: string | undefined
  /** Whether keys may be requested. */
  readonly grants: boolean
  /** Issues a key that ends with the session. */
  readonly issue: (key: IssueKey) => Promise<IssuedKey>
}

const INSTRUCTIONS = `Keybrake stands between you and APIs that cost money. You hold vault keys with caps, not real secrets.
A refusal is final unless it says that waiting helps: do not send the call again, do not try another way to the same
money; tell the person what stopped you. Amounts are US dollars.`

export function makeServer(session: Session): McpServer {
  const server = new McpServer({ name: 'keybrake', version: session.version }, { instructions: INSTRUCTIONS })
  offerSpend(server, session)
  offerAudit(server, session)
  if (session.grants) offerRequestKey(server, session)
  offerVendors(server, session)
  return server
}
