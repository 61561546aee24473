/** `keybrake mcp`: what an agent may ask of the proxy, over the Model Context Protocol on standard input and output. */
import type { Readable, Writable } from 'node:stream'
import type { IssuedKey, IssueKey, Keybrake } from '@keybrake/client'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { mayGrant } from './may-grant.ts'
import { makeServer } from './server.ts'

export interface McpOptions {
  readonly client: Keybrake
  /** Of this program, as the protocol's handshake tells it. */
  readonly version: string
  /** The run that every requested key is tagged with. Each has a cap of its own; the issuer's ceilings bound them together. */
  readonly run?: string | undefined
  /** Leaves requested keys alive when the session ends; else they are revoked then. */
  readonly keepKeys?: boolean | undefined
  readonly input: Readable
  readonly output: Writable
  /** Ends the session as the other side does by closing `input`: a host that ends its servers by a signal. */
  readonly until?: AbortSignal | undefined
  /** One line for the person who started it. Never on `output`, which belongs to the protocol. */
  readonly say: (line: string) => void
}

/** A session may have asked for thousands: all at once, some would wait for longer than a revocation is waited for. */
const REVOKED_AT_ONCE = 8

/**
 * Serves one session; the promise resolves when the other side has closed `input` and the session's keys are revoked.
 *
 * @throws AdminError, Unavailable where the proxy does not take the credential or can't be reached
 */
export async function runMcp(options: McpOptions): Promise<void> {
  const { client, version, run, keepKeys, input, output, until, say } = options
  const grants = await mayGrant(client)
  if (!grants)
    say('request_key is not offered: it needs the credential of an issuer, whose ceilings bound what it gives.')
  const issued: Promise<IssuedKey>[] = []
  const issue = (key: IssueKey) => {
    const issuing = client.keys.issue(key)
    // Kept before it is answered: the session may end first.
    issued.push(issuing)
    return issuing
  }
  const server = makeServer({ client, version, run, grants, issue })
  const closed = new Promise<void>((resolve) => {
    input.once('end', resolve)
    input.once('close', resolve)
    until?.addEventListener('abort', () => resolve(), { once: true })
    server.server.onclose = resolve
  })
  await server.connect(new StdioServerTransport(input, output))
  await closed
  await server.close()
  if (keepKeys !== true) await revokeAll(issued)
}

async function revokeAll(issued: readonly Promise<IssuedKey>[]): Promise<void> {
  const waiting = issued.values()
  const revoking = async () => {
    for (const issuing of waiting) {
      const key = await issuing.catch(() => null)
      // Each tells of its own failure (`onRevokeFailed` of the client); the others are revoked all the same.
      await key?.[Symbol.asyncDispose]()
    }
  }
  await Promise.all(Array.from({ length: REVOKED_AT_ONCE }, revoking))
}
