/** Runs the Python tests in a virtual environment of their own, made once and renewed when the pinned requirements change. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Counts } from './node-tests.ts'
import { REPOSITORY, runCommand } from './run-command.ts'

const FOLDER = 'test/python'
const REQUIREMENTS = `${FOLDER}/requirements.txt`
const VENV = '.venv-test'
const PYTHON = `${VENV}/bin/python`

export type PythonRun =
  | { readonly kind: 'ran'; readonly counts: Counts }
  | { readonly kind: 'left_out'; readonly why: string }

export async function runPythonTests(): Promise<PythonRun> {
  if (!existsSync(REPOSITORY + REQUIREMENTS)) return { kind: 'left_out', why: `${REQUIREMENTS} does not exist` }
  const missing = await preparePython()
  if (missing !== null) return { kind: 'left_out', why: missing }
  const { code, output } = await runCommand(PYTHON, ['-m', 'pytest', '-q', '--color=no', FOLDER], { echo: true })
  return { kind: 'ran', counts: countsOf(output, code) }
}

/** Makes the environment `.venv-test`. Null when it stands; else why it cannot. */
export async function preparePython(): Promise<string | null> {
  const stamp = `${REPOSITORY}${VENV}/requirements.sha256`
  const hash = createHash('sha256')
    .update(readFileSync(REPOSITORY + REQUIREMENTS))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return null
  process.stdout.write(`making ${VENV} from ${REQUIREMENTS}\n`)
  const venv = await runCommand('python3', ['-m', 'venv', '--clear', VENV])
  if (venv.code !== 0) return `python3 -m venv failed (Debian: apt-get install python3-venv)\n${venv.output}`
  const pip = await runCommand(PYTHON, [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '-r',
    REQUIREMENTS,
  ])
  if (pip.code !== 0) return `pip could not install the pinned requirements\n${pip.output}`
  writeFileSync(stamp, hash)
  return null
}

/** From pytest's last line, `3 failed, 20 passed, 1 skipped in 4.2s`. A run that collapses counts as one failure. */
function countsOf(output: string, code: number | null): Counts {
  const summary = output.trimEnd().split('\n').at(-1) ?? ''
  const count = (word: string): number => Number.parseInt(new RegExp(`(\\d+) ${word}`).exec(summary)?.[1] ?? '0', 10)
  const failed = count('failed') + count('errors?')
  return { passed: count('passed'), failed: code !== 0 && failed === 0 ? 1 : failed, skipped: count('skipped') }
}
