import type { LedgerVerbs } from '../verb.ts'
import { adjust } from './adjust.ts'
import { admit } from './admit.ts'
import { assume } from './assume.ts'
import { enter } from './enter.ts'
import { leave } from './leave.ts'
import { markUnknown } from './mark-unknown.ts'
import { refuse } from './refuse.ts'
import { release } from './release.ts'
import { resolve } from './resolve.ts'
import { settle } from './settle.ts'
import { verify } from './verify.ts'

/** Every method of `Ledger` as the writer does it. */
export const moneyVerbs: LedgerVerbs = {
  enter,
  leave,
  admit,
  settle,
  release,
  markUnknown,
  resolve,
  adjust,
  refuse,
  assume,
  verify,
}
