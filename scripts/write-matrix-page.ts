/** Writes docs/clients/matrix.md from what the test runs of the agent frameworks left: one table a language. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { REPOSITORY } from './lib/run-command.ts'

interface Cell {
  readonly framework: string
  readonly version: string | null
  readonly ran: string
  readonly result: 'passed' | 'failed' | 'not run'
}

const FOLDER = `${REPOSITORY}docs/clients/`

const HEAD = `# What was run on which framework

Each line is one test on the real framework, in the version named, with a model that follows a script, the product and the simulated vendors,
which count what was executed. The lines are written by the runs themselves (\`npm run proof -- frameworks\`), and this page from them
(\`node scripts/write-matrix-page.ts\`). How each framework is used: [agents in JavaScript](agents-js.md), [agents in Python](agents-python.md).
`

const cellsOf = (file: string): readonly Cell[] =>
  existsSync(FOLDER + file) ? (JSON.parse(readFileSync(FOLDER + file, 'utf8')) as readonly Cell[]) : []

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')

function section(title: string, cells: readonly Cell[]): string {
  if (cells.length === 0) return ''
  const sorted = [...cells].sort((a, b) => (a.framework < b.framework ? -1 : a.framework > b.framework ? 1 : 0))
  const rows = sorted.map(
    ({ framework, version, ran, result }) =>
      `| ${escaped(framework)} | ${escaped(version ?? '–')} | ${escaped(ran)} | ${result} |`,
  )
  return `\n## ${title}\n\n| framework | version | what was run | result |\n|---|---|---|---|\n${rows.join('\n')}\n`
}

writeFileSync(
  `${FOLDER}matrix.md`,
  HEAD + section('JavaScript', cellsOf('matrix-js.json')) + section('Python', cellsOf('matrix-python.json')),
)
