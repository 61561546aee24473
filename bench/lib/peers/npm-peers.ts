/** Proxies from npm, as their own words set them up; installed from the lockfile of bench/peers on first use. */
import { existsSync, readFileSync } from 'node:fs'
import { REPOSITORY, runCommand } from '../../../scripts/lib/run-command.ts'
import { PATH } from '../messages.ts'
import { freePort, launch, PROXY_CORE, untilListening, type Server } from '../process.ts'
import { plain } from './bare-proxies.ts'
import type { Peer } from './peer.ts'

export const PEERS_FOLDER: string = `${REPOSITORY}bench/peers/`

export const fastifyProxy: Peer = ownProgram('@fastify/http-proxy', 'usual', 'fastify-http-proxy.mjs')
/** Reads nothing: the floor of whatever passes bytes on by `node:net`. */
export const netRelay: Peer = ownProgram('node:net relay', 'further', 'net-relay.mjs')
export const httpProxy3: Peer = ownProgram('http-proxy-3', 'further', 'http-proxy-3.mjs')
export const honoProxy: Peer = ownProgram('hono/proxy', 'further', 'hono-proxy.mjs')

export const portkey: Peer = {
  name: '@portkey-ai/gateway',
  group: 'usual',
  async start({ upstream }) {
    const start = 'node_modules/@portkey-ai/gateway/build/start-server.js'
    const { server, origin } = await startNode((port) => [start, '--headless', `--port=${port}`], {
      TRUSTED_CUSTOM_HOSTS: '127.0.0.1,localhost',
    })
    const target = {
      name: '@portkey-ai/gateway',
      // It passes on its own kind of request only.
      url: origin + PATH.chat,
      pids: [server.pid],
      language: 'chat' as const,
      headers: { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': `${upstream}/v1` },
      bearers: null,
    }
    return { target, stop: server.stop }
  },
}

function ownProgram(name: string, group: Peer['group'], program: string): Peer {
  return {
    name,
    group,
    async start({ upstream }) {
      const { server, origin } = await startNode((port) => [program, String(port), upstream], {})
      return plain(name, origin, server)
    },
  }
}

async function startNode(
  args: (port: number) => readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly server: Server; readonly origin: string }> {
  await installPeers()
  const port = await freePort()
  const server = launch({
    core: PROXY_CORE,
    command: process.execPath,
    args: args(port),
    cwd: PEERS_FOLDER,
    env: { NODE_ENV: 'production', ...env },
  })
  await untilListening(port, server)
  return { server, origin: `http://127.0.0.1:${port}` }
}

/** Throws where npm cannot; does nothing where every package is there in the version that is asked for. */
export async function installPeers(): Promise<void> {
  const wanted = dependencies(`${PEERS_FOLDER}package.json`)
  const isThere = Object.entries(wanted).every(([name, version]) => {
    const file = `${PEERS_FOLDER}node_modules/${name}/package.json`
    return existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version === version
  })
  if (isThere) return
  const install = await runCommand('npm', [
    'ci',
    '--prefix',
    PEERS_FOLDER,
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
  ])
  if (install.code !== 0) throw new Error(`npm ci in bench/peers failed: ${install.output.trim().slice(-300)}`)
}

const dependencies = (file: string): Readonly<Record<string, string>> =>
  (JSON.parse(readFileSync(file, 'utf8')) as { dependencies: Record<string, string> }).dependencies
