// Hono's proxy helper as its documentation sets it up, on its adapter for Node. node hono-proxy.mjs <port> <upstream>
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { proxy } from 'hono/proxy'

const [port, upstream] = process.argv.slice(2)
const app = new Hono()
app.all('*', (context) => proxy(upstream + context.req.path, { raw: context.req.raw, headers: context.req.header() }))
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(port) })
