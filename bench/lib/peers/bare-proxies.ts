/** Proxies that pass on bytes and do nothing else: the floor. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PATH } from '../messages.ts'
import { startBareProxy } from '../nginx.ts'
import { freePort, launch, PROXY_CORE, untilListening } from '../process.ts'
import type { Peer, Started } from './peer.ts'

const HAPROXY = '/usr/sbin/haproxy'

export const nginx: Peer = {
  name: 'nginx',
  group: 'usual',
  async start({ folder, upstream, name }) {
    const server = await startBareProxy(folder, upstream, name)
    return plain('nginx', server.origin, server)
  },
}

export const haproxy: Peer = {
  name: 'HAProxy',
  group: 'usual',
  async start({ folder, upstream, name }) {
    if (!existsSync(HAPROXY)) throw new Error('haproxy is not installed (Debian: apt-get install haproxy)')
    const port = await freePort()
    const home = join(folder, `haproxy-${name}`)
    mkdirSync(home)
    const file = join(home, 'haproxy.cfg')
    const config = [
      'global',
      '  maxconn 8192',
      '  nbthread 1',
      'defaults',
      '  mode http',
      '  timeout connect 5s',
      '  timeout client 600s',
      '  timeout server 600s',
      '  timeout http-keep-alive 600s',
      '  http-reuse always',
      'frontend calls',
      `  bind 127.0.0.1:${port} backlog 4096`,
      '  default_backend vendor',
      'backend vendor',
      `  server vendor ${upstream.replace('http://', '')}`,
      '',
    ]
    writeFileSync(file, config.join('\n'))
    const server = launch({ core: PROXY_CORE, command: HAPROXY, args: ['-db', '-f', file] })
    await untilListening(port, server)
    return plain('HAProxy', `http://127.0.0.1:${port}`, server)
  },
}

/** A target that passes on any call as it is. */
export function plain(
  name: string,
  origin: string,
  server: { readonly pid: number; readonly stop: () => Promise<void> },
): Started {
  const target = { name, url: origin + PATH.form, pids: [server.pid], language: 'form', headers: {}, bearers: null }
  return { target: { ...target, language: 'form' }, stop: server.stop }
}
