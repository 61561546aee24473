// @fastify/http-proxy as its README sets it up: one upstream, no hooks. node fastify-http-proxy.mjs <port> <upstream>
import proxy from '@fastify/http-proxy'
import Fastify from 'fastify'

const [port, upstream] = process.argv.slice(2)
const server = Fastify({ logger: false })
await server.register(proxy, { upstream })
await server.listen({ host: '127.0.0.1', port: Number(port) })
