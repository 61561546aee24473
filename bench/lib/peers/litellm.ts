/** LiteLLM's proxy, from PyPI in an environment of its own; it passes on chat calls only. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../../../scripts/lib/run-command.ts'
import { CHAT_MODEL, PATH } from '../messages.ts'
import { freePort, launch, PROXY_CORE, until } from '../process.ts'
import { PEERS_FOLDER } from './npm-peers.ts'
import type { Peer } from './peer.ts'

const VERSIONS = `${PEERS_FOLDER}litellm.txt`
const ENVIRONMENT = `${PEERS_FOLDER}.venv-litellm`
/** Which versions were installed whole. */
const INSTALLED = `${ENVIRONMENT}/installed`
const MASTER_KEY = 'sk-bench-master-0123456789'
const START_MS = 120_000

export const litellm: Peer = {
  name: 'LiteLLM proxy, no budget',
  group: 'further',
  async start({ folder, upstream, name }) {
    await install()
    const home = join(folder, `litellm-${name}`)
    mkdirSync(home)
    const config = join(home, 'config.json')
    const parameters = { model: `openai/${CHAT_MODEL}`, api_base: `${upstream}/v1`, api_key: 'sk-upstream' }
    // JSON is YAML.
    writeFileSync(
      config,
      JSON.stringify({
        model_list: [{ model_name: CHAT_MODEL, litellm_params: parameters }],
        general_settings: { master_key: MASTER_KEY },
      }),
    )
    const port = await freePort()
    const server = launch({
      core: PROXY_CORE,
      command: `${ENVIRONMENT}/bin/litellm`,
      args: [
        '--config',
        config,
        '--host',
        '127.0.0.1',
        '--port',
        String(port),
        '--num_workers',
        '1',
        '--telemetry',
        'False',
      ],
      // Its price list from the package, not from the network.
      env: { LITELLM_LOCAL_MODEL_COST_MAP: 'True', LITELLM_LOG: 'ERROR', LITELLM_MODE: 'PRODUCTION' },
    })
    const origin = `http://127.0.0.1:${port}`
    const isAlive = async (): Promise<boolean> => {
      const answer = await fetch(`${origin}/health/liveliness`).catch(() => null)
      return answer?.ok === true
    }
    try {
      await until('LiteLLM', isAlive, server, START_MS)
    } catch (error) {
      await server.stop()
      throw error
    }
    const target = {
      name: 'LiteLLM proxy, no budget',
      url: origin + PATH.chat,
      pids: [server.pid],
      language: 'chat' as const,
      headers: {},
      bearers: [MASTER_KEY],
    }
    return { target, stop: server.stop }
  },
}

/** What would be the fairest comparison, named so that nobody looks for it in vain. */
export const litellmBudgeted: Peer = {
  name: 'LiteLLM proxy, budgeted virtual key',
  group: 'further',
  start: () =>
    Promise.reject(
      new Error(
        'its keys and budgets need Prisma’s query engine, a program that is on no package registry: not installed, not measured',
      ),
    ),
}

async function install(): Promise<void> {
  const wanted = createHash('sha256').update(readFileSync(VERSIONS)).digest('hex')
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === wanted) return
  process.stdout.write('installing LiteLLM (some minutes)\n')
  for (const [command, args] of [
    ['python3', ['-m', 'venv', '--clear', ENVIRONMENT]],
    [`${ENVIRONMENT}/bin/pip`, ['install', '--quiet', '--disable-pip-version-check', '-r', VERSIONS]],
  ] as const) {
    const { code, output } = await runCommand(command, args)
    if (code !== 0) throw new Error(`${command} ${args[0]} failed: ${output.trim().slice(-300)}`)
  }
  writeFileSync(INSTALLED, wanted)
}
