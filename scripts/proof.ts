/**
 * `npm run proof [-- [--reduced] [--seed N] [<suite>|all]]`: the suites that need minutes, with their
 * figures as Markdown lines. Whole by default; a whole run of all of them writes docs/proof.md. Last line: `N passed, N failed`.
 */
import { randomInt } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { machine } from '../bench/lib/cpu.ts'
import { type Counts, runNodeTests } from './lib/node-tests.ts'
import { REPOSITORY } from './lib/run-command.ts'

const SUITES = {
  stores: {
    title: 'Every store, the same promises',
    files: 'packages/ledger/src/{sqlite/*.,postgres/}conformance.test.ts',
    filesAtOnce: 2,
  },
  load: { title: 'Load', files: 'test/load/*.test.ts' },
  crash: { title: 'Crash', files: 'test/crash/*.test.ts' },
  chaos: { title: 'Chaos on PostgreSQL', files: 'test/chaos/*.test.ts' },
  conservation: {
    title: 'Money conservation',
    files: 'test/conservation/*.test.ts',
    // What stands below the figures on the page.
    notes: 'test/conservation/mutants.md',
  },
  fakes: { title: 'Fakes that others wrote, and slow SDKs', files: 'test/{fakes,sdk/slow}/*.test.ts' },
  growth: { title: 'Growth', files: 'test/growth/*.test.ts' },
  browser: { title: 'The dashboard in a browser', files: 'test/browser/*.test.ts' },
  clients: { title: 'Clients in Python, in full', files: 'test/python/*.test.ts' },
  frameworks: { title: 'Agent frameworks and orchestrators', files: 'test/frameworks-{js,python}/*.test.ts' },
} as const
type Suite = keyof typeof SUITES
const PAGE = 'docs/proof.md'

const { reduced, seed, suites } = wishes()
const folder = mkdtempSync(join(tmpdir(), 'keybrake-proof-'))
const runs: { readonly suite: Suite; readonly figures: string; readonly counts: Counts; readonly seconds: number }[] =
  []
for (const suite of suites) runs.push(await prove(suite))
rmSync(folder, { recursive: true, force: true })

const sum = (pick: (counts: Counts) => number): number => runs.reduce((total, { counts }) => total + pick(counts), 0)
const passed = sum((counts) => counts.passed)
const failed = sum((counts) => counts.failed) + (sum((counts) => counts.skipped) > 0 ? 1 : 0)
process.stdout.write(`\n${report()}`)
if (!reduced && suites.length === Object.keys(SUITES).length && failed === 0) {
  writeFileSync(REPOSITORY + PAGE, report())
  process.stdout.write(`written to ${PAGE}\n`)
}
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0

function wishes(): { readonly reduced: boolean; readonly seed: number; readonly suites: readonly Suite[] } {
  const { values, positionals } = given()
  const [which = 'all', ...more] = positionals
  const isSuite = (name: string): name is Suite => name in SUITES
  if (more.length > 0 || (which !== 'all' && !isSuite(which)) || !/^\d{0,9}$/.test(values.seed ?? ''))
    return endWithUsage()
  return {
    reduced: values.reduced,
    seed: values.seed === undefined ? randomInt(1_000_000) : Number.parseInt(values.seed, 10),
    suites: isSuite(which) ? [which] : (Object.keys(SUITES) as Suite[]),
  }
}

function given() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { reduced: { type: 'boolean', default: false }, seed: { type: 'string' } },
    })
  } catch {
    return endWithUsage()
  }
}

function endWithUsage(): never {
  process.stderr.write(`usage: npm run proof [-- [--reduced] [--seed N] [${Object.keys(SUITES).join('|')}|all]]\n`)
  process.exit(2)
}

/** The test files run in processes of their own: they are told by environment, and leave their figures in a file. */
async function prove(suite: Suite) {
  const file = join(folder, suite)
  writeFileSync(file, '')
  process.env['KEYBRAKE_PROOF'] = reduced ? 'reduced' : 'whole'
  process.env['KEYBRAKE_PROOF_SEED'] = String(seed)
  process.env['KEYBRAKE_PROOF_FIGURES'] = file
  const startedMs = performance.now()
  const about = SUITES[suite]
  const counts = await runNodeTests([about.files], 'filesAtOnce' in about ? about.filesAtOnce : 1)
  return {
    suite,
    counts,
    figures: readFileSync(file, 'utf8'),
    seconds: Math.round((performance.now() - startedMs) / 1000),
  }
}

function report(): string {
  const head = [
    '# What the proofs measured',
    '',
    `Written by \`npm run proof\`${reduced ? ' (reduced)' : ''}. Each line is asserted by a test of the suite it stands under;`,
    'durations are as measured on the machine named here, which was not silent.',
    '',
    `- date: ${new Date().toISOString().slice(0, 10)}`,
    `- machine: ${machine()}`,
    `- seed: ${seed} (the same again: \`npm run proof -- --seed ${seed}\`)`,
  ]
  const parts = runs.flatMap(({ suite, figures, counts, seconds }) => [
    '',
    `## ${SUITES[suite].title}: ${counts.passed} passed, ${counts.failed} failed, ${seconds} s`,
    '',
    figures.trimEnd() === '' ? '(no figures)' : figures.trimEnd(),
    ...notesOf(suite),
  ])
  return [...head, ...parts, ''].join('\n')
}

function notesOf(suite: Suite): readonly string[] {
  const about = SUITES[suite]
  return 'notes' in about ? ['', readFileSync(REPOSITORY + about.notes, 'utf8').trimEnd()] : []
}
