/** Runs the Python tests in a virtual environment of their own, made once and renewed when the pinned requirements change. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Counts } from './node-tests.ts'
import { REPOSITORY, runCommand } from './run-command.ts'

const REQUIREMENTS = 'python/requirements-test.txt'
const CLIENT = 'python/pyproject.toml'
const VENV = '.venv-test'
/** Installs what pip does in a tenth of its CPU time. */
const UV = 'uv==0.13.9'
/** A process each: both have a `conftest`. */
const RUNS = [['-c', CLIENT, 'python/tests'], ['test/python']]

export type PythonRun =
  | { readonly kind: 'ran'; readonly counts: Counts; readonly output: string }
  | { readonly kind: 'left_out'; readonly why: string }

/** Shows nothing while it runs, so that it may run beside other tests: what pytest wrote is in the answer. */
export async function runPythonTests(): Promise<PythonRun> {
  const missing = await preparePython()
  if (missing !== null) return { kind: 'left_out', why: missing }
  const counts = { passed: 0, failed: 0, skipped: 0 }
  let output = ''
  for (const args of RUNS) {
    const run = await pytest(VENV, args, false)
    counts.passed += run.counts.passed
    counts.failed += run.counts.failed
    counts.skipped += run.counts.skipped
    output += run.output
  }
  return { kind: 'ran', counts, output }
}

/** Shows pytest's output while it comes. */
export const runPytest = async (venv: string, args: readonly string[]): Promise<Counts> =>
  (await pytest(venv, args, true)).counts

async function pytest(venv: string, args: readonly string[], echo: boolean) {
  const command = ['-m', 'pytest', '-q', '--color=no', ...args]
  const { code, output } = await runCommand(`${venv}/bin/python`, command, { echo })
  return { counts: countsOf(output, code), output }
}

/**
 * Makes the environment `venv` from a file of pinned requirements, with the client of `python/` in it as it stands. Null when
 * it is there; else why it cannot be.
 */
export async function preparePython(requirements = REQUIREMENTS, venv = VENV): Promise<string | null> {
  const stamp = `${REPOSITORY}${venv}/requirements.sha256`
  const hash = createHash('sha256')
    .update(readFileSync(REPOSITORY + requirements))
    .update(readFileSync(REPOSITORY + CLIENT))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return null
  process.stdout.write(`making ${venv} from ${requirements}\n`)
  const made = await runCommand('python3', ['-m', 'venv', '--clear', venv])
  if (made.code !== 0) return `python3 -m venv failed (Debian: apt-get install python3-venv)\n${made.output}`
  const python = `${venv}/bin/python`
  const installing = [
    [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', UV],
    [`${venv}/bin/uv`, 'pip', 'install', '--quiet', '--python', python, '-r', requirements],
    [`${venv}/bin/uv`, 'pip', 'install', '--quiet', '--python', python, '--no-deps', '-e', 'python'],
  ] as const
  for (const [command, ...args] of installing) {
    const installed = await runCommand(command, args)
    if (installed.code !== 0) return `${command} ${args.join(' ')} failed\n${installed.output}`
  }
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
