// http-proxy-3 as its README sets it up, with kept connections to the upstream. node http-proxy-3.mjs <port> <upstream>
import { Agent } from 'node:http'
import proxy from 'http-proxy-3'

const [port, target] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true })
proxy.createProxyServer({ target, agent }).listen(Number(port), '127.0.0.1')
