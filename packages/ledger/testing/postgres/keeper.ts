/**
 * A process beside a test's server, so that nothing is left behind however the test ends, by `kill -9` too: when the pipe
 * from the test closes, it ends the server and removes its folder.
 *
 * Argument: the folder. Input: a line for each process that runs from now on, its pid; 0 when none does.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

/** PostgreSQL's own limit for its parts to end at once is 5 s. */
const QUIT_MS = 10_000
const KILL_MS = 2_000

const [folder = ''] = process.argv.slice(2)
let pid = 0
for await (const line of createInterface({ input: process.stdin })) pid = Number.parseInt(line, 10)
// SIGQUIT is the shutdown without ceremony.
if (pid > 0 && !(await ended('SIGQUIT', QUIT_MS))) await ended('SIGKILL', KILL_MS)
freeSharedMemory()
await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })

async function ended(signal: NodeJS.Signals, patienceMs: number): Promise<boolean> {
  let isThere = send(signal)
  for (let waitedMs = 0; isThere && waitedMs < patienceMs; waitedMs += 10) {
    await sleep(10)
    isThere = send(0)
  }
  return !isThere
}

/** A server that was killed could not give it back: its id is in the file that it could not remove either. */
function freeSharedMemory(): void {
  const path = join(folder, 'data/postmaster.pid')
  const id = existsSync(path) ? /^ *\d+ +(\d+)$/m.exec(readFileSync(path, 'utf8'))?.[1] : undefined
  if (id !== undefined) spawnSync('ipcrm', ['-m', id])
}

function send(signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
