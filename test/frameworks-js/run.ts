/**
 * `node test/frameworks-js/run.ts`: installs the frameworks where they are missing, runs every adapter on the real one, and
 * writes what was run, on which version, with what result, to docs/clients/matrix-js.json and matrix.md.
 * Last line: `N passed, N failed`.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { type Cell, today, writeCells, writeMatrixPage } from '../../scripts/lib/matrix.ts'
import { runCommand } from '../../scripts/lib/run-command.ts'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))

/** Test file → the framework it is about, and the packages whose versions count. */
const FRAMEWORKS: Readonly<Record<string, readonly [name: string, ...packages: string[]]>> = {
  'ai.test.mjs': ['Vercel AI SDK', 'ai'],
  'langchain.test.mjs': ['LangChain (js)', 'langchain', '@langchain/core'],
  'langgraph.test.mjs': ['LangGraph (js)', '@langchain/langgraph', '@langchain/core'],
  'openai-agents.test.mjs': ['OpenAI Agents SDK (js)', '@openai/agents'],
  'page.test.mjs': ['The programs of agents-js.md', 'ai', '@openai/agents', 'langchain', '@langchain/langgraph'],
  'runtimes.test.mjs': ['Runtimes', 'bun', 'deno', 'miniflare'],
  'stripe-agent-toolkit.test.mjs': ['Stripe agent toolkit', 'stripe-agent-toolkit-local', '@stripe/agent-toolkit'],
  'types.test.mjs': ['Types of all of them', 'ai', '@openai/agents', 'langchain', '@langchain/langgraph'],
}

const RUN = { job: 'CI', date: today() } as const

const why = await installed()
const cells = why === null ? await tested() : notRun(why)
writeCells('JavaScript', cells)
writeMatrixPage()
const count = (result: Cell['result']): number => cells.filter((cell) => cell.result === result).length
if (why !== null) process.stdout.write(`*** LEFT OUT: the agent frameworks in JavaScript. ${why}\n`)
// What could not be installed where it must be is a failure there.
const failed = count('failed') + (why !== null && process.env['CI'] === 'true' ? 1 : 0)
process.stdout.write(`${count('passed')} passed, ${failed} failed\n`)
process.exitCode = failed > 0 ? 1 : 0

/** Null once they are there; else why not. */
async function installed(): Promise<string | null> {
  if (existsSync(`${FOLDER}node_modules`)) return null
  process.stdout.write('installing the frameworks …\n')
  // Nothing of this needs an install script.
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const { code, output } = await runCommand('npm', ['ci', '--prefix', FOLDER, ...flags])
  return code === 0 ? null : `npm ci failed: ${output.trim().split('\n').at(-1) ?? ''}`
}

async function tested(): Promise<readonly Cell[]> {
  const found: Cell[] = []
  const files = Object.keys(FRAMEWORKS).map((file) => FOLDER + file)
  // One at a time: each starts the product.
  const stream = run({ files, concurrency: 1, cwd: FOLDER })
  const note = (result: 'passed' | 'failed', file: string | undefined, ran: string): void => {
    const name = (file ?? '').slice(FOLDER.length)
    const framework = FRAMEWORKS[name]
    if (framework !== undefined)
      found.push({ framework: framework[0], version: versionsOf(framework), ran, result, ...RUN })
  }
  stream.on('test:pass', ({ file, name }) => note('passed', file, name))
  stream.on('test:fail', ({ file, name }) => note('failed', file, name))
  for await (const text of stream.compose(spec)) process.stdout.write(text as string)
  return found
}

function notRun(because: string): readonly Cell[] {
  return Object.values(FRAMEWORKS).map(([framework]) => {
    return { framework, version: null, ran: because, result: 'not run', ...RUN }
  })
}

/** Each package with the version that is installed. */
function versionsOf([, ...packages]: readonly string[]): string {
  const versions = packages.map((name) => {
    const { name: real, version } = JSON.parse(readFileSync(`${FOLDER}node_modules/${name}/package.json`, 'utf8')) as {
      readonly name: string
      readonly version: string
    }
    return `${real} ${version}`
  })
  return versions.join(', ')
}
