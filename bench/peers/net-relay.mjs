// Bytes passed on unread between two sockets: what a program on Node pays before it does anything. node net-relay.mjs <port> <upstream>
import { connect, createServer } from 'node:net'

const [port, upstream] = process.argv.slice(2)
const { hostname, port: upstreamPort } = new URL(upstream)
const server = createServer({ noDelay: true }, (caller) => {
  const vendor = connect({ host: hostname, port: Number(upstreamPort), noDelay: true })
  caller.on('data', (bytes) => vendor.write(bytes))
  vendor.on('data', (bytes) => caller.write(bytes))
  for (const [one, other] of [
    [caller, vendor],
    [vendor, caller],
  ])
    one.on('error', () => other.destroy()).on('close', () => other.destroy())
})
server.listen(Number(port), '127.0.0.1')
