/** The command on a pseudo-terminal (util-linux `script`): what is shown, and keys that are pressed. */
import { spawn } from 'node:child_process'
import { REPOSITORY } from '../../support/product.ts'
import { BIN, bareEnvironment, NODE, until } from './keybrake.ts'

export interface TerminalOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly columns?: number
}

export interface TestTerminal {
  /** All that was written, with its escape sequences. */
  readonly raw: () => string
  /** The same without them. */
  readonly text: () => string
  /** Waits until the text shows it. */
  readonly shows: (what: string | RegExp) => Promise<void>
  readonly type: (keys: string) => void
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>
  /** Whatever it is doing. */
  readonly [Symbol.dispose]: () => void
}

const ESCAPES = /\u001b(?:\[[0-9;?]*[a-zA-Z]|\][^\u0007]*\u0007|[()][A-Z0-9])/g
const QUOTE = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

export function onTerminal(args: readonly string[], { env = {}, columns = 100 }: TerminalOptions = {}): TestTerminal {
  const command = `stty rows 30 cols ${columns}; exec ${[NODE, BIN, ...args].map(QUOTE).join(' ')}`
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: REPOSITORY,
    env: bareEnvironment({ TERM: 'xterm-256color', ...env }),
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let raw = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (raw += text))
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const text = (): string => raw.replace(ESCAPES, '').replaceAll('\r', '')
  return {
    raw: () => raw,
    text,
    shows: async (what) => {
      const holds = (): boolean => (typeof what === 'string' ? text().includes(what) : what.test(text()))
      await until(holds, `the terminal shows ${String(what)}`).catch((error: Error) => {
        throw new Error(`${error.message}; it shows:\n${text()}`)
      })
    },
    type: (keys) => void child.stdin.write(keys),
    ended,
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  }
}
