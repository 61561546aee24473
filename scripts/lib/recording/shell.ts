/** A shell in a pseudo-terminal (`script` of util-linux), typed into as a person would, and all that its terminal received, with when. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { REPOSITORY } from '../run-command.ts'
import { Screen } from './screen.ts'

export interface Received {
  /** Milliseconds since the first. */
  readonly atMs: number
  readonly text: string
}

export interface Size {
  readonly rows: number
  readonly columns: number
}

const PROMPT = '$ '
const KEYS_AT_ONCE = 4
const KEYS_EVERY_MS = 90
const PROMPT_MS_MAX = 120_000

export class Shell {
  readonly #child
  readonly #size: Size
  readonly #screen: Screen
  readonly #received: { atMs: number; text: string }[] = []
  #isRecording = false
  #error: Error | null = null

  /** @param env in addition to PATH and HOME */
  constructor(size: Size, env: Readonly<Record<string, string>>) {
    this.#size = size
    this.#screen = new Screen(size.rows, size.columns)
    // Without line editing the terminal itself echoes what is typed: nothing is drawn twice.
    const bash = `PS1='${PROMPT}' PS2='> ' exec bash --noprofile --norc --noediting`
    this.#child = spawn('script', ['-qefc', bash, '/dev/null'], {
      cwd: REPOSITORY,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: process.env['HOME'] ?? '',
        SHELL: '/bin/bash',
        TERM: 'xterm',
        LANG: 'C.UTF-8',
        ...env,
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => this.#take(text))
  }

  /** Waits for the first prompt, says how large the terminal is, and records from there on: an empty screen but for a prompt. */
  async begin(): Promise<void> {
    const { rows, columns } = this.#size
    await this.#prompt()
    await this.run(`stty rows ${rows} cols ${columns}; printf '\\033[H\\033[2J'`)
    this.#isRecording = true
    this.#received.push({ atMs: performance.now(), text: PROMPT })
  }

  /** Types a command, over several lines with `\n` in it, and waits until the shell asks for the next. */
  async run(command: string): Promise<void> {
    await this.#type(command)
    await this.#prompt()
  }

  /** Types it, presses a key once the screen shows something and some time has passed, and waits for the shell. */
  async watch(command: string, { until, forMs, key }: { until: RegExp; forMs: number; key: string }): Promise<void> {
    await this.#type(command)
    await this.#until(() => until.test(this.#text()), `nothing like ${until}`)
    await wait(forMs)
    this.#child.stdin.write(key)
    await this.#prompt()
  }

  /** Ends a shell that is in the middle of something; for one that was ended it does nothing. */
  [Symbol.dispose](): void {
    this.#child.kill('SIGHUP')
  }

  /** Ends the shell. @throws Error where its output had something that a screen of ours cannot show */
  async end(): Promise<readonly Received[]> {
    this.#isRecording = false
    const gone = once(this.#child, 'close')
    this.#child.stdin.end('exit\n')
    await gone
    if (this.#error !== null) throw this.#error
    const startMs = this.#received[0]?.atMs ?? 0
    return this.#received.map(({ atMs, text }) => ({ atMs: atMs - startMs, text }))
  }

  /** Each line must be echoed before the next. */
  async #type(command: string): Promise<void> {
    for (const line of command.split('\n')) {
      for (let at = 0; at < line.length; at += KEYS_AT_ONCE) {
        this.#child.stdin.write(line.slice(at, at + KEYS_AT_ONCE))
        await wait(KEYS_EVERY_MS)
      }
      const last = line.slice(-1)
      await this.#until(() => this.#screen.beforeCursor().endsWith(last), 'no echo')
      this.#child.stdin.write('\n')
      await this.#until(() => !this.#screen.beforeCursor().endsWith(last), 'no new line')
    }
  }

  #take(text: string): void {
    if (this.#isRecording) this.#received.push({ atMs: performance.now(), text })
    try {
      this.#screen.write(text)
    } catch (error) {
      this.#error ??= error as Error
    }
  }

  #text(): string {
    return this.#screen
      .snapshot()
      .rows.map((row) => row.map(({ text }) => text).join(''))
      .join('\n')
  }

  async #prompt(): Promise<void> {
    await this.#until(() => this.#screen.beforeCursor() === PROMPT, 'no prompt')
  }

  async #until(isSo: () => boolean, what: string): Promise<void> {
    const end = performance.now() + PROMPT_MS_MAX
    while (!isSo()) {
      if (this.#error !== null) throw this.#error
      if (this.#child.exitCode !== null || performance.now() > end)
        throw new Error(`${what} in the terminal, which shows:\n${this.#text()}`)
      await wait(20)
    }
  }
}
