/** Starts the load generator on the feeding core, and waits for its figures. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCommand } from '../../../scripts/lib/run-command.ts'
import { FEED_CORE } from '../process.ts'
import type { LoadJob, LoadResult } from './job.ts'

const GENERATOR = fileURLToPath(new URL('./generator.ts', import.meta.url))

export async function runLoad(job: LoadJob): Promise<LoadResult> {
  const folder = mkdtempSync(join(tmpdir(), 'keybrake-load-'))
  try {
    const file = join(folder, 'job.json')
    writeFileSync(file, JSON.stringify(job), { mode: 0o600 })
    const { code, output } = await runCommand('taskset', ['-c', String(FEED_CORE), process.execPath, GENERATOR, file])
    if (code !== 0) throw new Error(`the load generator ended with ${code} for ${job.url}\n${output}`)
    return JSON.parse(output) as LoadResult
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
