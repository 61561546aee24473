/** Servers under test: pinned to a core, awaited until they answer, and ended by pid. */
import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, connect, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** The proxy under test has core 0 to itself, with all its threads; what feeds it shares core 1. */
export const PROXY_CORE = 0
export const FEED_CORE = 1
const START_MS = 30_000

export interface Server {
  readonly pid: number
  /** Text on stdout so far. */
  readonly stdout: () => string
  readonly stop: () => Promise<void>
}

export interface Launch {
  readonly core: number
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
  child.on('exit', (code) => {
    if (!stopping) process.stderr.write(`${command} ${args.join(' ')} ended with ${code}\n${stderr}\n`)
  })
  return {
    pid: child.pid ?? 0,
    stdout: () => stdout,
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

export async function untilListening(port: number): Promise<void> {
  await until(`port ${port}`, () => {
    const socket = connect(port, '127.0.0.1')
    return new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    }).finally(() => socket.destroy())
  })
}

export async function until(what: string, test: () => boolean | Promise<boolean>): Promise<void> {
  for (const endMs = performance.now() + START_MS; performance.now() < endMs; await sleep(50)) if (await test()) return
  throw new Error(`${what}: nothing after ${START_MS} ms`)
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
