/** Programs that stand in the repository and not in a package: benchmarks and proofs. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { usage } from './fault.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** Runs it as `node <program> …` in this terminal; its exit code becomes ours. */
export async function runInRepository(program: string, args: readonly string[]): Promise<void> {
  if (!existsSync(ROOT + program))
    throw usage(
      `${program} stands in Keybrake’s repository, not in the package that is installed here`,
      'clone the repository, then: npm ci',
    )
  const child = spawn(process.execPath, [program, ...args], { cwd: ROOT, stdio: 'inherit' })
  // Ctrl-C reaches the child by itself; we end when it does.
  process.removeAllListeners('SIGINT')
  process.on('SIGINT', () => undefined)
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)))
  })
}
