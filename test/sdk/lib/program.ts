/** Makes a page's program ready to run, in its own language, and runs it as a reader would: settings by environment. */
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { preparePython } from '../../../scripts/lib/python-tests.ts'
import { goBuild } from '../../support/go.ts'
import { REPOSITORY } from '../../support/product.ts'
import { programOf } from './page.ts'

export interface Ran {
  /** Null where a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export type Program = (env: Readonly<Record<string, string>>) => Promise<Ran>
export type Made =
  | { readonly kind: 'ready'; readonly run: Program }
  | { readonly kind: 'missing'; readonly why: string }

/** Inside `node_modules`, so that imports find the packages and no other tool looks at it. */
const BUILD = `${REPOSITORY}node_modules/.cache/keybrake-sdk/`
/** Longer than a program waits for the proxy. */
const RUN_MS_MAX = 150_000

/** One after another: the first Python page may make the environment of them all. */
export async function programsOf<T extends { readonly page: string }>(
  sdks: readonly T[],
): Promise<readonly (readonly [T, Made])[]> {
  const programs: (readonly [T, Made])[] = []
  for (const sdk of sdks) programs.push([sdk, await programAt(sdk.page)])
  return programs
}

/** Writes the program and builds it where its language wants that. */
export async function programAt(page: string): Promise<Made> {
  const { language, source } = programOf(page)
  const folder = join(BUILD, page)
  mkdirSync(folder, { recursive: true })
  const write = (name: string): string => {
    writeFileSync(join(folder, name), source)
    return join(folder, name)
  }
  switch (language) {
    case 'js':
      return ready(`${REPOSITORY}node_modules/.bin/node`, [write('program.mjs')])
    case 'python':
      return pythonProgram(write('program.py'))
    case 'go': {
      cpSync(`${REPOSITORY}test/sdk/go`, folder, { recursive: true })
      write('main.go')
      const missing = await goBuild(folder, 'program', '.')
      return missing === null ? ready(join(folder, 'program'), []) : left(missing)
    }
    default:
      throw new Error(`docs/sdk/${page}.md is written in ${language}, which the tests cannot run`)
  }
}

/** @param file its absolute path */
export async function pythonProgram(file: string, ...args: readonly string[]): Promise<Made> {
  const missing = await preparePython()
  return missing === null ? ready(`${REPOSITORY}.venv-test/bin/python`, [file, ...args]) : left(missing)
}

const left = (why: string): Made => ({ kind: 'missing', why })

/** Only what the page names is in the environment, so that no setting of this machine helps the program. */
function ready(command: string, args: readonly string[]): Made {
  const run: Program = (env) =>
    new Promise((resolve, reject) => {
      const { PATH = '', HOME = '' } = process.env
      const child = spawn(command, args, {
        env: { PATH, HOME, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: RUN_MS_MAX,
      })
      let stdout = ''
      let stderr = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
      child.on('error', reject)
      child.on('close', (code) => resolve({ code, stdout, stderr }))
    })
  return { kind: 'ready', run }
}
