/** One request over a real socket, as the server side sees it. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

export interface OneRequest extends AsyncDisposable {
  readonly client: Socket
  /** All that came back so far. */
  readonly answered: () => string
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

export async function oneRequest(bytes: string): Promise<OneRequest> {
  const server = createServer({ keepAlive: false }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  let text = ''
  client.on('error', () => undefined)
  client.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
  client.write(bytes, 'latin1')
  const [request, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse]
  return {
    client,
    answered: () => text,
    request,
    response,
    async [Symbol.asyncDispose]() {
      client.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
