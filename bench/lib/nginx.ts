/** nginx twice: the constant upstream that stands for a vendor, and the bare reverse proxy that is the yardstick. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { answerBody, type Language, PATH } from './messages.ts'
import { FEED_CORE, PROXY_CORE, freePort, launch, untilListening, type Server } from './process.ts'

const NGINX = existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx'

export interface Nginx extends Server {
  readonly origin: string
}

export interface Upstream extends Nginx {
  /** Vendor requests answered since the start. */
  readonly served: () => Promise<number>
}

/** Constant answers, but for the object's id: a ledger counts one object once. */
export async function startUpstream(folder: string, name: string): Promise<Upstream> {
  const port = await freePort()
  const answer = (language: Language): string =>
    `{ add_header Request-Id req_$request_id; return 200 '${answerBody(language, '$request_id')}'; }`
  const nginx = await startNginx(folder, name, FEED_CORE, port, [
    `server { listen 127.0.0.1:${port} backlog=4096;`,
    `  default_type application/json;`,
    `  location / ${answer('form')}`,
    `  location = ${PATH.chat} ${answer('chat')}`,
    `  location = /served { stub_status; }`,
    `}`,
  ])
  let asked = 0
  const served = async (): Promise<number> => {
    const page = await (await fetch(`${nginx.origin}/served`, { headers: { connection: 'close' } })).text()
    asked++
    // Third number of stub_status: every request of the process, these questions included.
    return Number.parseInt(/^\s*\d+ \d+ (\d+)/m.exec(page)?.[1] ?? 'NaN', 10) - asked
  }
  return { ...nginx, served }
}

export async function startBareProxy(folder: string, upstream: string, name = 'bare'): Promise<Nginx> {
  const port = await freePort()
  return startNginx(folder, name, PROXY_CORE, port, [
    `upstream vendor { server ${upstream.replace('http://', '')}; keepalive 1024; keepalive_requests 1000000000; }`,
    `server { listen 127.0.0.1:${port} backlog=4096;`,
    `  location / { proxy_pass http://vendor; proxy_http_version 1.1; proxy_set_header Connection ""; }`,
    `}`,
  ])
}

async function startNginx(
  folder: string,
  name: string,
  core: number,
  port: number,
  http: readonly string[],
): Promise<Nginx> {
  const prefix = join(folder, `nginx-${name}`)
  mkdirSync(join(prefix, 'logs'), { recursive: true })
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${prefix}/${kind};`,
  )
  const config = [
    'daemon off; worker_processes 1; pid nginx.pid; error_log logs/error.log warn; worker_rlimit_nofile 16384;',
    'events { worker_connections 8192; }',
    'http { access_log off; keepalive_requests 1000000000; keepalive_timeout 600s;',
    ...temporary,
    ...http,
    '}',
  ]
  writeFileSync(join(prefix, 'nginx.conf'), config.join('\n'))
  const server = launch({ core, command: NGINX, args: ['-p', prefix, '-c', 'nginx.conf', '-e', 'logs/error.log'] })
  await untilListening(port, server)
  return { ...server, origin: `http://127.0.0.1:${port}` }
}
