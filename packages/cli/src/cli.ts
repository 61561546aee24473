/** What every command is given: where to write, whom to ask, how to reach the server. */
import type { Keybrake } from '@keybrake/client'
import type { Command } from 'commander'
import { connect } from './connect.ts'
import { usage } from './fault.ts'
import type { Given } from './given.ts'
import { Output, type Streams } from './output/output.ts'
import { jsonText, plain } from './output/plain.ts'
import type { Environment } from './output/terminal.ts'

export interface Surroundings {
  readonly streams: Streams
  readonly env: Environment
  /** Ctrl-C, for a command that wants to put things right. */
  readonly interrupted: () => AbortSignal
  /** A command tree made anew, for those who read it. */
  readonly tree: () => Command
}

export class Cli {
  readonly streams: Streams
  readonly env: Environment
  readonly out: Output
  readonly tree: () => Command
  readonly #interrupted: () => AbortSignal
  readonly #given: Given
  #client: Keybrake | null = null

  constructor({ streams, env, interrupted, tree }: Surroundings, given: Given) {
    this.streams = streams
    this.env = env
    this.out = new Output(streams, env, given)
    this.tree = tree
    this.#interrupted = interrupted
    this.#given = given
  }

  get client(): Keybrake {
    return (this.#client ??= connect(this.#given, this.env))
  }

  /** Fires at the first Ctrl-C. Whoever asks for it must then end soon; a command that never asks is ended at once. */
  get interrupted(): AbortSignal {
    return this.#interrupted()
  }

  get isDry(): boolean {
    return this.#given.flag('dryRun')
  }

  /** For `--dry-run`: the request as it would go out. */
  async wouldSend(method: string, path: string, body?: unknown): Promise<void> {
    if (this.out.isForPeople) {
      this.out.note('Nothing was changed. It would send:')
      await this.out.write(`${method} ${path}\n${body === undefined ? '' : `${jsonText(body, 2)}\n`}`)
    } else {
      await this.out.write(`${jsonText({ dry_run: true, method, path, body: body ?? null }, 2)}\n`)
    }
  }

  /**
   * Asks before something that cannot be taken back.
   *
   * @param effect what will happen, in lines
   * @returns false where the person said no
   */
  async mayGoOn(effect: readonly string[], question: string): Promise<boolean> {
    this.out.lines(effect)
    if (this.#given.flag('yes')) return true
    if (!this.streams.stdin.isTTY || !this.streams.stderr.isTTY)
      throw usage(
        'this asks before it acts, and there is no terminal to ask on',
        'give --yes, or --dry-run to see only what it would do',
      )
    const { ask } = await import('./ask.ts')
    return ask(this.streams, plain(question))
  }
}
