/**
 * `npm run check`: everything that can be judged without running the product, side by side, in under 20 s.
 * Prints one line a step as it ends, and the output of those that failed.
 */
import { runCommand, type CommandResult } from './lib/run-command.ts'

interface Step {
  readonly name: string
  readonly args: readonly string[]
}

const BUDGET_S = 20

const steps: readonly Step[] = [
  { name: 'types', args: ['node_modules/typescript7/lib/tsc.js', '-p', '.'] },
  { name: 'types of the dashboard', args: ['node_modules/typescript7/lib/tsc.js', '-p', 'packages/dashboard'] },
  { name: 'types of browser tests', args: ['node_modules/typescript7/lib/tsc.js', '-p', 'test/browser'] },
  { name: 'lint', args: ['node_modules/oxlint/bin/oxlint', '--deny-warnings', '.'] },
  { name: 'calls not made here', args: ['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', 'packages'] },
  {
    name: 'imports',
    args: [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      '.dependency-cruiser.mjs',
      '--output-type',
      'err-long',
      'packages',
    ],
  },
  { name: 'format', args: ['node_modules/@biomejs/biome/bin/biome', 'format', '--colors=off', '.'] },
  { name: 'tidy', args: ['--test', '--test-reporter=spec', 'scripts/tidy.test.ts'] },
]

const startedMs = performance.now()
const results = await Promise.all(steps.map(runStep))
const seconds = (performance.now() - startedMs) / 1000
for (const { step, result } of results)
  if (result.code !== 0) process.stdout.write(`\n--- ${step.name}\n${result.output.trimEnd()}\n`)
if (seconds > BUDGET_S)
  process.stdout.write(`\nnote: ${seconds.toFixed(1)} s is over the budget of ${BUDGET_S} s; people skip slow checks\n`)

const failed = results.filter(({ result }) => result.code !== 0).length
process.stdout.write(`\n${steps.length - failed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1

async function runStep(step: Step): Promise<{ readonly step: Step; readonly result: CommandResult }> {
  const result = await runCommand(process.execPath, step.args)
  process.stdout.write(
    `${result.code === 0 ? 'ok  ' : 'FAIL'} ${step.name.padEnd(22)} ${result.seconds.toFixed(1)} s\n`,
  )
  return { step, result }
}
