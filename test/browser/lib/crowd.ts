/**
 * Between the browser and the product: everything passes as it is, only of each call that the event stream tells of there come
 * several. So a page can be shown more calls a second than this machine could make beside a browser; what it does with them is its own.
 */
import { createServer, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { StringDecoder } from 'node:string_decoder'

export interface Crowd {
  readonly url: string
  /** Calls that the stream told of so far, the copies included. */
  readonly told: () => number
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** @param target the product, `http://127.0.0.1:PORT` @param times what becomes of one call */
export async function startCrowd(target: string, times: number): Promise<Crowd> {
  const { hostname, port: targetPort } = new URL(target)
  let told = 0
  const server = createServer((incoming, outgoing) => {
    const { method, url = '', headers } = incoming
    const onward = httpRequest({ hostname, port: targetPort, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.on('error', () => outgoing.destroy())
      if (url.startsWith('/vault/events')) multiply(answer, outgoing, times, (count) => (told += count))
      else answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    outgoing.on('close', () => onward.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    told: () => told,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function multiply(from: IncomingMessage, to: ServerResponse, times: number, onTold: (calls: number) => void): void {
  const decoder = new StringDecoder()
  let rest = ''
  from.on('data', (bytes: Buffer) => {
    const blocks = (rest + decoder.write(bytes)).split('\n\n')
    rest = blocks.pop() ?? ''
    const out = blocks.flatMap((block) => copies(block, times))
    onTold(out.filter((block) => /^event: (call|refused)$/m.test(block)).length)
    to.write(out.map((block) => `${block}\n\n`).join(''))
  })
  from.on('end', () => to.end())
}

/** The event itself comes last, and alone bears the id by which the stream goes on after a break. */
function copies(block: string, times: number): readonly string[] {
  if (!/"call_id":"/.test(block)) return [block]
  const bare = block.replace(/^id: .*\n/m, '')
  const others = Array.from({ length: times - 1 }, (_, n) => bare.replace(/"call_id":"/, `$&copy${n}_`))
  return [...others, block]
}
