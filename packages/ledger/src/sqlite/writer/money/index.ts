import type { LedgerVerbs } from '../verb.ts'
import { adjust } from './adjust.ts'
import { admit } from './admit.ts'
import { assume } from './assume.ts'
import { awaitedPrices } from './awaited-prices.ts'
import { enter } from './enter.ts'
import { forgetAnswers } from './forget-answers.ts'
import { leave } from './leave.ts'
import { markUnknown } from './mark-unknown.ts'
import { recordInquiry } from './record-inquiry.ts'
import { refuse } from './refuse.ts'
import { release } from './release.ts'
import { resolve } from './resolve.ts'
import { settle } from './settle.ts'
import { unknownHolds } from './unknown-holds.ts'
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
  forgetAnswers,
  awaitedPrices,
  unknownHolds,
  recordInquiry,
  verify,
}
