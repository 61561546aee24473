/** Benchmarks and proofs: the repository's own programs, by their names. */
import { runInRepository } from '../repository.ts'
import type { Verb } from '../verb.ts'

const passedOn = [{ name: '[options...]', description: 'handed on; --help shows them' }]

export const bench: Verb = {
  name: 'bench',
  summary: 'What the brake costs, beside proxies and ledgers of others: minutes, in the repository',
  kind: 'bare',
  passesOn: true,
  args: passedOn,
  examples: ['keybrake bench --quick'],
  run: (_cli, given) => runInRepository('bench/run.ts', given.rest(0)),
}

export const proof: Verb = {
  name: 'proof',
  summary: 'The proofs that need minutes: load, crash, chaos, conservation; in the repository',
  kind: 'bare',
  passesOn: true,
  args: passedOn,
  examples: ['keybrake proof --reduced crash'],
  run: (_cli, given) => runInRepository('scripts/proof.ts', given.rest(0)),
}
