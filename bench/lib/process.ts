/** Servers under test: pinned to a core, awaited until they answer, and ended by pid. */
import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, connect, type AddressInfo } from 'node:net'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** The proxy under test has core 0 to itself, with all its threads; what feeds it shares core 1. */
export const PROXY_CORE = 0
export const FEED_CORE = 1
/** For several servers that are measured together: no core is one’s own. */
export const EVERY_CORE = '0,1'
const START_MS = 30_000

export interface Server {
  readonly pid: number
  /** Text on stdout so far. */
  readonly stdout: () => string
  /** What it said last where it ended by itself; null while it runs. */
  readonly lastWords: () => string | null
  readonly stop: () => Promise<void>
}

export interface Launch {
  /** A number, or a list as taskset reads it. */
  readonly core: number | string
  readonly command: string
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

export function launch({ core, command, args, cwd, env }: Launch): Server {
  const child = spawn('taskset', ['-c', String(core), command, ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-4_000)))
  let stopping = false
  let lastWords: string | null = null
  child.once('close', (code, signal) => {
    if (stopping) return
    lastWords = `${basename(command)} ended with ${code ?? signal}: ${stderr.trim() || stdout.trim().slice(-1_000)}`
    process.stderr.write(`${lastWords}\n`)
  })
  return {
    pid: child.pid ?? 0,
    stdout: () => stdout,
    lastWords: () => lastWords,
    stop: () => {
      stopping = true
      return end(child)
    },
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await exited
  clearTimeout(late)
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Throws where `server` ends before it listens. */
export async function untilListening(port: number, server: Server, limitMs: number = START_MS): Promise<void> {
  const isListening = (): Promise<boolean> => {
    const socket = connect(port, '127.0.0.1')
    return new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    }).finally(() => socket.destroy())
  }
  await until(`port ${port}`, isListening, server, limitMs)
}

/** Throws where `server` ends before `test` holds, with its last words. */
export async function until(
  what: string,
  test: () => boolean | Promise<boolean>,
  server: Server | null = null,
  limitMs: number = START_MS,
): Promise<void> {
  for (const endMs = performance.now() + limitMs; performance.now() < endMs; await sleep(50)) {
    if (await test()) return
    const words = server?.lastWords() ?? null
    if (words !== null) throw new Error(words)
  }
  throw new Error(`${what}: nothing after ${limitMs} ms`)
}

/** A process and all that descend from it. */
export function family(pid: number): readonly number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
    return [pid, ...(children === '' ? [] : children.split(' ').map(Number)).flatMap(family)]
  } catch {
    return [pid]
  }
}
