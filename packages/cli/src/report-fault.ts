/** Whatever ended a command, in words on stderr, and its exit code. */
import { AdminError, Conflict, KeyNotActive, NotFound, Unauthenticated, Unavailable } from '@keybrake/client'
import { CommanderError } from 'commander'
import { type Ending, EXIT_CODES } from './exit-codes.ts'
import { Fault, type FaultWords } from './fault.ts'
import { plain, plainLines } from './output/plain.ts'

export interface Told {
  readonly code: number
  /** Empty where there is nothing to say. */
  readonly text: string
}

export function tell(error: unknown, interrupted: boolean): Told {
  if (interrupted) return { code: EXIT_CODES.interrupted.code, text: '' }
  // Help and the version were what was asked for.
  if (error instanceof CommanderError) return { code: error.exitCode, text: '' }
  const { ending, message, words } = faultOf(error)
  const lines = [
    // A stack has lines; whatever else others wrote has none.
    `keybrake: ${ending === 'unexpected' ? plainLines(message) : plain(message)}`,
    ...(words.fields ?? []).map(
      ({ pointer, message: why }) => `  ${plain(pointer === '' ? 'the body' : pointer)}  ${plain(why)}`,
    ),
    ...(words.next === undefined ? [] : [`Try: ${words.next}`]),
  ]
  return { code: EXIT_CODES[ending].code, text: `${lines.join('\n')}\n` }
}

interface FaultFacts {
  readonly ending: Ending
  readonly message: string
  readonly words: FaultWords
}

function faultOf(error: unknown): FaultFacts {
  if (error instanceof Fault) return { ending: error.ending, message: error.message, words: error.words }
  if (error instanceof AdminError) return refusalOf(error)
  if (error instanceof Unavailable) return unavailableOf(error)
  if (error instanceof KeyNotActive)
    return { ending: 'conflict', message: error.message, words: { next: 'give another --idempotency-key' } }
  // A mistake in the server's settings; its class is not loaded for every command.
  if (error instanceof Error && error.name === 'SetupError')
    return { ending: 'usage', message: error.message, words: {} }
  return {
    ending: 'unexpected',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    words: {},
  }
}

function refusalOf(error: AdminError): FaultFacts {
  const { detail, errors, code } = error
  const ending: Ending =
    error instanceof Unauthenticated
      ? 'notSignedIn'
      : error instanceof NotFound
        ? 'notFound'
        : error instanceof Conflict
          ? 'conflict'
          : 'refused'
  const next = NEXT[code]
  return {
    ending,
    // The detail of a fault in fields says what the lines below say.
    message: `${error.problem.title} ${errors.length > 0 ? '' : `${detail} `}(${code})`,
    words: { fields: errors, ...(next === undefined ? {} : { next }) },
  }
}

/** By code of the admin API: what a person can do next. */
const NEXT: Readonly<Record<string, string>> = {
  unauthenticated: 'set KEYBRAKE_API_KEY to a credential of this Keybrake; keybrake doctor says which one is used',
  role_not_allowed: 'use an operator’s credential (KEYBRAKE_API_KEY)',
  run_closed: 'issue under another --run, or end the run with keybrake budgets delete <its id>',
  run_cap_mismatch: 'leave the caps out to join the run as it is',
  name_taken: 'change it with: update',
  in_use: 'revoke the keys that use it, and wait until no hold is open (keybrake audit --state held)',
}

function unavailableOf({ code, message, status }: Unavailable): FaultFacts {
  if (status === null)
    return { ending: 'unreachable', message, words: { next: 'keybrake doctor, or keybrake start if none runs here' } }
  const ending =
    code === 'ledger_unavailable' || code === 'unexpected_answer' || status > 500 ? 'unreachable' : 'unexpected'
  return { ending, message: `${message} (${code})`, words: { next: 'keybrake doctor' } }
}
