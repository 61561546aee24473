/** `keybrake mcp`: what an agent may ask of the proxy, over the Model Context Protocol on standard input and output. */
import type { Readable, Writable } from 'node:stream'
import type { IssuedKey, Keybrake } from '@keybrake/client'
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
  /** One line for the person who started it. Never on `output`, which belongs to the protocol. */
  readonly say: (line: string) => void
}

/**
 * Serves one session; the promise resolves when the other side closes `input`.
 *
 * @throws AdminError, Unavailable where the proxy does not take the credential or can't be reached
 */
export async function runMcp({ client, version, run, keepKeys, input, output, say }: McpOptions): Promise<void> {
  const grants = await mayGrant(client)
  if (!grants)
    say('request_key is not offered: it needs the credential of an issuer, whose ceilings bound what it gives.')
  const issued: IssuedKey[] = []
  const server = makeServer({ client, version, run, grants, issued: (key) => issued.push(key) })
  const closed = new Promise<void>((resolve) => {
    input.once('end', resolve)
    input.once('close', resolve)
    server.server.onclose = resolve
  })
  await server.connect(new StdioServerTransport(input, output))
  await closed
  await server.close()
  if (keepKeys === true) return
  // Each tells of its own failure (`onRevokeFailed` of the client); the others are revoked all the same.
  await Promise.all(issued.map((key) => key[Symbol.asyncDispose]()))
}
