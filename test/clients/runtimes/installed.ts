/** A project of its own with the packed client installed, as a stranger has it, and the scenario beside it. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packClient } from '../../../scripts/lib/pack-client.ts'
import { runCommand } from '../../../scripts/lib/run-command.ts'

export interface Project extends Disposable {
  readonly folder: string
  /** Packages in `node_modules`: what a user gets by installing this one. */
  readonly tarball: string
}

const HERE = fileURLToPath(new URL('.', import.meta.url))

export async function projectWithClient(): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), 'keybrake-project-'))
  const tarball = await packClient(folder)
  writeFileSync(join(folder, 'package.json'), '{"name":"a-project","private":true,"type":"module"}\n')
  // It depends on nothing, so no registry is asked.
  const { code, output } = await runCommand('npm', [
    'install',
    tarball,
    '--prefix',
    folder,
    '--offline',
    '--no-audit',
    '--no-fund',
    '--silent',
  ])
  assert.equal(code, 0, output)
  for (const file of ['scenario.mjs', 'main.mjs', 'worker.mjs']) cpSync(HERE + file, join(folder, file))
  return { folder, tarball, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}

/** What every runtime must see, whatever it is. */
export const SEEN = {
  paid: 'payment_intent',
  refused: [true, 'cap_exhausted', 20.01],
  events: true,
  spent: 29.99,
  rows: [
    ['refused', 'cap_exhausted'],
    ['allowed', null],
  ],
  exported: 2,
  ended: 'revoked',
  printed: false,
  wrong: [true, 'invalid_request'],
  nobody: [true, 'unreachable'],
  fake: [200, 429, 1],
} as const

const RUN_MS_MAX = 60_000

/** Standard output of a runtime that runs the scenario. */
export const output = (command: string, args: readonly string[], folder: string): Promise<string> =>
  new Promise((resolve, reject) =>
    execFile(command, args, { cwd: folder, timeout: RUN_MS_MAX }, (error, stdout, stderr) =>
      error === null ? resolve(stdout) : reject(new Error(`${command}: ${error.message}\n${stdout}${stderr}`)),
    ),
  )
