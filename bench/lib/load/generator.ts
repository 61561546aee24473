/** The load generator's process. Argument: a file with a LoadJob; output: a LoadResult. */
import { readFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import { closedLoop } from './closed-loop.ts'
import { Connection } from './connection.ts'
import type { LoadJob, LoadResult } from './job.ts'
import { openLoop } from './open-loop.ts'

/** Below the upstream, which shares its core and must not wait for one that polls. */
const NICE = 10

const job = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as LoadJob
const { host, pathname, search } = new URL(job.url)
const head = Object.entries({ Host: host, ...job.headers }).map(([name, value]) => `${name}: ${value}\r\n`)
const body = Buffer.from(job.body)
const request = Buffer.concat([
  Buffer.from(
    `POST ${pathname}${search} HTTP/1.1\r\n${head.join('')}Content-Length: ${body.length}\r\nConnection: keep-alive\r\n\r\n`,
  ),
  body,
])
const connections = Array.from({ length: job.connections }, () => new Connection(new URL(job.url)))
await Promise.all(connections.map((connection) => connection.open()))
const result = await run(job)
for (const connection of connections) connection.close()
process.stdout.write(`${JSON.stringify(result)}\n`)

function run(chosen: LoadJob): Promise<LoadResult> {
  if (chosen.kind === 'once') return closedLoop({ warmUpS: 0, seconds: 0 }, connections, request)
  if (chosen.kind === 'closed') return closedLoop(chosen, connections, request)
  setPriority(NICE)
  return openLoop(chosen, connections, request)
}
