/** What is measured: each takes the same POST and passes it to a constant upstream. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { REPOSITORY, runCommand } from '../../scripts/lib/run-command.ts'
import { issueKeys, startKeybrake, KEYS, type Keybrake } from './keybrake.ts'
import { startBareProxy, startUpstream, type Upstream } from './nginx.ts'
import { freePort, launch, PROXY_CORE, untilListening } from './process.ts'

export interface Target {
  readonly name: string
  readonly url: string
  /** Null for the upstream itself, which has no proxy whose CPU could be counted. */
  readonly pid: number | null
  readonly headers: readonly string[]
}

export interface Bench {
  readonly targets: readonly Target[]
  readonly keybrake: Keybrake
  /** Keybrake's upstream is a process of its own, so that its counter counts nothing else. */
  readonly keybrakeUpstream: Upstream
  readonly bearersFile: string
  readonly stop: () => Promise<void>
}

const PEERS = 'bench/peers'

/** @param withPeers also the proxies of bench/peers, installed from their own lockfile on first use */
export async function startBench(withPeers: boolean): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'keybrake-bench-'))
  const stops: (() => Promise<void>)[] = []
  const started = <T extends { readonly stop: () => Promise<void> }>(server: T): T => {
    stops.unshift(server.stop)
    return server
  }
  const stop = async (): Promise<void> => {
    for (const end of stops) await end()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const upstream = started(await startUpstream(folder, 'upstream'))
    const keybrakeUpstream = started(await startUpstream(folder, 'keybrake-upstream'))
    const nginx = started(await startBareProxy(folder, upstream.origin))
    const keybrake = started(await startKeybrake(folder, keybrakeUpstream.origin))
    const bearersFile = join(folder, 'bearers')
    const keys = await issueKeys(keybrake.origin)
    if (new Set(keys).size !== KEYS) throw new Error(`${new Set(keys).size} different keys were issued, not ${KEYS}`)
    writeFileSync(bearersFile, keys.join('\n'))
    const path = '/v1/payment_intents'
    const targets: Target[] = [
      { name: 'direct', url: upstream.origin + path, pid: null, headers: [] },
      { name: 'nginx', url: nginx.origin + path, pid: nginx.pid, headers: [] },
      { name: 'keybrake', url: `${keybrake.origin}/stripe${path}`, pid: keybrake.pid, headers: [] },
    ]
    if (withPeers) targets.push(...(await startPeers(upstream.origin, path, (server) => void started(server))))
    return { targets, keybrake, keybrakeUpstream, bearersFile, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startPeers(
  upstream: string,
  path: string,
  started: (server: { readonly pid: number; readonly stop: () => Promise<void> }) => void,
): Promise<readonly Target[]> {
  if (!existsSync(`${REPOSITORY}${PEERS}/node_modules/fastify`)) {
    const install = await runCommand('npm', ['ci', '--prefix', PEERS, '--no-audit', '--no-fund', '--ignore-scripts'])
    if (install.code !== 0) throw new Error(`the peers could not be installed\n${install.output}`)
  }
  const cwd = REPOSITORY + PEERS
  const peer = async (args: readonly string[], port: number, env: Readonly<Record<string, string>>) => {
    const server = launch({
      core: PROXY_CORE,
      command: process.execPath,
      args,
      cwd,
      env: { NODE_ENV: 'production', ...env },
    })
    started(server)
    await untilListening(port)
    return server
  }
  const [fastifyPort, portkeyPort] = [await freePort(), await freePort()]
  const fastify = await peer(['fastify-http-proxy.mjs', String(fastifyPort), upstream], fastifyPort, {})
  const portkey = await peer(
    ['node_modules/@portkey-ai/gateway/build/start-server.js', '--headless', `--port=${portkeyPort}`],
    portkeyPort,
    { TRUSTED_CUSTOM_HOSTS: '127.0.0.1,localhost' },
  )
  return [
    { name: '@fastify/http-proxy', url: `http://127.0.0.1:${fastifyPort}${path}`, pid: fastify.pid, headers: [] },
    {
      name: '@portkey-ai/gateway',
      // It passes on its own kind of request only.
      url: `http://127.0.0.1:${portkeyPort}/v1/chat/completions`,
      pid: portkey.pid,
      headers: [
        'Content-Type: application/json',
        'x-portkey-provider: openai',
        `x-portkey-custom-host: ${upstream}/v1`,
      ],
    },
  ]
}
