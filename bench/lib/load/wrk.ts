/** wrk: a closed loop that costs the feeding core less than one in Node would, for calls by the ten thousand. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '../../../scripts/lib/run-command.ts'
import { CONTENT_TYPE, requestBody } from '../messages.ts'
import type { Target } from '../peers/peer.ts'
import { FEED_CORE } from '../process.ts'

export interface WrkResult {
  readonly requests: number
  readonly durationUs: number
  readonly p50Us: number
  readonly p99Us: number
  readonly badStatus: number
  readonly socketErrors: number
}

export async function runWrk(target: Target, connections: number, seconds: number): Promise<WrkResult> {
  const folder = mkdtempSync(join(tmpdir(), 'keybrake-wrk-'))
  try {
    const [bearers, body] = [join(folder, 'bearers'), join(folder, 'body')]
    writeFileSync(bearers, (target.bearers ?? STRANGERS).join('\n'), { mode: 0o600 })
    writeFileSync(body, requestBody(target.language))
    const headers = { 'Content-Type': CONTENT_TYPE[target.language], ...target.headers }
    const { origin, pathname } = new URL(target.url)
    const { output } = await runCommand('taskset', [
      ...['-c', String(FEED_CORE)],
      ...['wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', 'bench/load.lua', origin],
      ...['--', pathname, bearers, body],
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ])
    const result = /^RESULT (.*)$/m.exec(output)?.[1]
    if (result === undefined) throw new Error(`wrk gave no result for ${target.name}\n${output}`)
    return JSON.parse(result) as WrkResult
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Credentials for those that read none: as many and as long as vault keys, so that every target gets the same bytes. */
export const STRANGERS: readonly string[] = Array.from(
  { length: 1_000 },
  (_, at) => `vault_key_${String(at).padStart(60, '0')}`,
)
