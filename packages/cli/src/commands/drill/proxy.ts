/** A proxy of the drill's own: a process that can be told to kill itself at a named point of a call. */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Fault } from '../../fault.ts'

const BIN = fileURLToPath(new URL('../../../bin/keybrake.cjs', import.meta.url))
const READY = /keybrake listening on (http:\/\/\S+)/
const START_MS_MAX = 60_000
const END_MS_MAX = 40_000

export interface Proxy {
  readonly url: string
  /** Resolves with the signal that ended it, or null. */
  readonly ended: Promise<NodeJS.Signals | null>
  readonly stop: () => Promise<void>
}

/** @param settings besides those that any start has; nothing of this process's environment goes in */
export async function startProxy(dataDir: string, settings: Readonly<Record<string, string>>): Promise<Proxy> {
  const child = spawn(process.execPath, [BIN, 'start', '--port', '0', '--data-dir', dataDir], {
    env: { PATH: process.env['PATH'] ?? '', KEYBRAKE_LOG_LEVEL: 'fatal', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const endToo = (): void => void child.kill('SIGKILL')
  process.on('exit', endToo)
  child.once('exit', () => process.off('exit', endToo))
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on('exit', (_code, signal) => resolve(signal)))
  const url = await readyUrl(child)
  const stop = async (): Promise<void> => {
    const late = setTimeout(() => child.kill('SIGKILL'), END_MS_MAX)
    child.kill('SIGTERM')
    await ended
    clearTimeout(late)
  }
  return { url, ended, stop }
}

function readyUrl(child: ChildProcess): Promise<string> {
  let said = ''
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      child.kill('SIGKILL')
      reject(new Fault('unexpected', `the drill’s proxy did not start: ${why}\n${said}`))
    }
    const late = setTimeout(() => fail('no ready line'), START_MS_MAX)
    const listen = (text: Buffer): void => {
      said += String(text)
      const url = READY.exec(said)?.[1]
      if (url === undefined) return
      clearTimeout(late)
      resolve(url)
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', (text: Buffer) => (said += String(text)))
    child.once('exit', (code) => {
      clearTimeout(late)
      fail(`it ended with ${code}`)
    })
  })
}
