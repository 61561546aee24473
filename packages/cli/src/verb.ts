/** One command as data: what it is called, what it takes, what it does. The program, its help, its completion and the reference page are made from these. */
import type { Cli } from './cli.ts'
import type { Given } from './given.ts'

export interface OptionSpec {
  /** As commander reads them: `--daily, --daily-usd-cap <usd>`. */
  readonly flags: string
  readonly description: string
  /** May stand several times; each adds one. */
  readonly repeats?: boolean
  readonly choices?: readonly string[]
}

export interface ArgumentSpec {
  /** `<id>` required, `[id]` optional, `[args...]` all that follow. */
  readonly name: string
  readonly description: string
  readonly choices?: readonly string[]
}

export interface Verb {
  readonly name: string
  readonly alias?: string
  readonly summary: string
  /** Paragraphs below the summary, for help and the reference page. */
  readonly details?: readonly string[]
  readonly args?: readonly ArgumentSpec[]
  readonly options?: readonly OptionSpec[]
  readonly examples?: readonly string[]
  /**
   * Which common options it takes besides. `bare`: none. `local`: the form of the output. `reads`: a server as well.
   * `changes`: as `reads`, and `--dry-run`. `asks`: as `changes`, and `--yes`.
   */
  readonly kind: 'bare' | 'local' | 'reads' | 'changes' | 'asks'
  /** Called by shells, not by people. */
  readonly hidden?: boolean
  /** Whatever follows is handed on as it stands. */
  readonly passesOn?: boolean
  readonly run: (cli: Cli, given: Given) => Promise<void>
}

export interface Noun {
  readonly name: string
  readonly summary: string
  readonly verbs: readonly Verb[]
  /** What the noun does without a verb. */
  readonly alone?: Verb
}

export const isNoun = (entry: Noun | Verb): entry is Noun => 'verbs' in entry

export const option = (
  flags: string,
  description: string,
  more: Omit<OptionSpec, 'flags' | 'description'> = {},
): OptionSpec => ({
  flags,
  description,
  ...more,
})
