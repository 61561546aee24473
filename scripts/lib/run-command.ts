import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const REPOSITORY: string = fileURLToPath(new URL('../../', import.meta.url))

export interface CommandResult {
  /** Null where a signal ended it, or it could not be started. */
  readonly code: number | null
  /** stdout and stderr in the order they came. */
  readonly output: string
  readonly seconds: number
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Also shows the output while it comes. */
  readonly echo?: boolean
}

/** Runs one command from the repository's root. Never throws: a command that cannot start is a result with code null. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const startedMs = performance.now()
  return new Promise((resolve) => {
    let output = ''
    const child = spawn(command, args, {
      cwd: REPOSITORY,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const end = (code: number | null): void =>
      resolve({ code, output, seconds: (performance.now() - startedMs) / 1000 })
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        if (options.echo === true) process.stdout.write(text)
      })
    child.on('error', (error) => {
      output += `${command}: ${error.message}\n`
      end(null)
    })
    child.on('close', end)
  })
}
