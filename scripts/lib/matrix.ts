/**
 * docs/clients/matrix.md: what was run on which agent framework or orchestrator. The runs of the tests write the lines to a file
 * for each language; the page is made from these.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { REPOSITORY } from './run-command.ts'

const FOLDER = `${REPOSITORY}docs/clients/`
const FILES = { JavaScript: 'matrix-js.json', Python: 'matrix-python.json' } as const
export type Language = keyof typeof FILES

/** One line: a test on a real framework, or why there was none. */
export interface Cell {
  readonly framework: string
  readonly version: string | null
  readonly ran: string
  readonly result: 'passed' | 'failed' | 'not run'
  /** `CI` where every change runs it; else what does. */
  readonly job: string
  /** The day of the run, as YYYY-MM-DD (UTC). */
  readonly date: string
}

const HEAD = `# What was run on which framework

Each line is one test on the real framework, in the version named, with a model that follows a script, the product and the simulated vendors,
which count what was executed. How each framework is used: [agents in JavaScript](agents-js.md), [agents in Python](agents-python.md).

The runs write the lines themselves. *Job* says which of them: \`CI\` is \`.ci/run\`, which every change must pass; \`proof\` is what only
\`npm run proof -- frameworks\` and \`npm run proof -- clients\` run, by hand. *Date* is the day of the run that wrote the line.
`

export const today = (): string => new Date().toISOString().slice(0, 10)

export function readCells(language: Language): readonly Cell[] {
  const file = FOLDER + FILES[language]
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as readonly Cell[]) : []
}

export function writeCells(language: Language, cells: readonly Cell[]): void {
  writeFileSync(FOLDER + FILES[language], `${JSON.stringify(cells, null, 2)}\n`)
}

export function writeMatrixPage(): void {
  const sections = (Object.keys(FILES) as Language[]).map((language) => section(language, readCells(language)))
  writeFileSync(`${FOLDER}matrix.md`, HEAD + sections.join(''))
}

function section(title: string, cells: readonly Cell[]): string {
  if (cells.length === 0) return ''
  const sorted = [...cells].sort((a, b) => (a.framework < b.framework ? -1 : a.framework > b.framework ? 1 : 0))
  const rows = sorted.map(({ framework, version, ran, result, job, date }) =>
    row([framework, version ?? '–', ran, result, job, date]),
  )
  const head = [row(['framework', 'version', 'what was run', 'result', 'job', 'date']), row(Array(6).fill('---'))]
  return `\n## ${title}\n\n${[...head, ...rows].join('\n')}\n`
}

const row = (texts: readonly string[]): string =>
  `| ${texts.map((text) => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')).join(' | ')} |`
