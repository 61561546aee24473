/**
 * An upstream that answers nobody until it is told to: what a proxy holds of calls under way can be weighed meanwhile.
 * Argument: the port. `GET /held` tells how many calls wait, `POST /let-go` answers them all.
 */
import { randomBytes } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import { answerBody, PATH } from '../messages.ts'

const held: { readonly response: ServerResponse; readonly path: string }[] = []

const server = createServer((request, response) => {
  const path = request.url ?? ''
  if (request.method === 'GET' && path === '/held') {
    response.end(String(held.length))
    return
  }
  if (path === '/let-go') {
    for (const call of held.splice(0)) answer(call.response, call.path)
    response.end()
    return
  }
  // Only whole requests count as held.
  request.resume().once('end', () => held.push({ response, path }))
})
server.requestTimeout = 0
server.keepAliveTimeout = 600_000
server.listen({ host: '127.0.0.1', port: Number.parseInt(process.argv[2] ?? '', 10), backlog: 4_096 })

function answer(response: ServerResponse, path: string): void {
  const body = answerBody(path === PATH.chat ? 'chat' : 'form', randomBytes(16).toString('hex'))
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length }).end(body)
}
