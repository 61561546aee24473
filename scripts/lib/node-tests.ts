/** Runs test files by node:test and counts what it reports. */
import { glob } from 'node:fs/promises'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { REPOSITORY } from './run-command.ts'

export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/**
 * @param patterns globs from the repository's root; a pattern that matches no file adds nothing
 * @param concurrency test files at the same time
 */
export async function runNodeTests(patterns: readonly string[], concurrency: number): Promise<Counts> {
  const files: string[] = []
  for await (const file of glob(patterns, { cwd: REPOSITORY, exclude: ['**/node_modules/**'] })) files.push(file)
  files.sort()
  // Reading TypeScript is two fifths of what a start of the product costs; `npm start` keeps what comes of it in the same place.
  process.env['NODE_COMPILE_CACHE'] ??= `${REPOSITORY}node_modules/.cache/keybrake`
  if (files.length === 0) return { passed: 0, failed: 0, skipped: 0 }
  let passed = 0
  let failed = 0
  let skipped = 0
  const stream = run({ files: files.map((file) => REPOSITORY + file), concurrency, cwd: REPOSITORY })
  stream.on('test:pass', ({ skip, details }) => {
    if (details.type === 'suite') return
    if (skip === undefined) passed++
    else skipped++
  })
  stream.on('test:fail', ({ details }) => {
    if (details.type !== 'suite') failed++
  })
  const ended = new Promise<boolean>((resolve) =>
    stream.on('test:summary', ({ file, success }) => file === undefined && resolve(success)),
  )
  for await (const text of stream.compose(spec)) process.stdout.write(text as string)
  // A file that fails outside of any test still fails the run.
  if (!(await ended) && failed === 0) failed++
  return { passed, failed, skipped }
}
