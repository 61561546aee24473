import type { Ledger } from '../../ledger.ts'
import type { Writer } from '../writer/writer.ts'

/** The ledger's methods as commands to the writer. */
export const ledgerClient = (writer: Writer): Ledger => ({
  enter: (command) => writer.call('enter', command),
  leave: (command) => writer.call('leave', command),
  admit: (command) => writer.call('admit', command),
  settle: (command) => writer.callSoon('settle', command),
  release: (command) => writer.callSoon('release', command),
  markUnknown: (command) => writer.callSoon('markUnknown', command),
  resolve: (command) => writer.call('resolve', command),
  adjust: (command) => writer.call('adjust', command),
  refuse: (command) => writer.call('refuse', command),
  assume: (at) => writer.call('assume', at),
  forgetAnswers: (at) => writer.call('forgetAnswers', at),
  awaitedPrices: (at, limitEach) => writer.call('awaitedPrices', at, limitEach),
  unknownHolds: (limit, cursor) => writer.call('unknownHolds', limit, cursor),
  recordInquiry: (command) => writer.call('recordInquiry', command),
  verify: () => writer.call('verify'),
})
