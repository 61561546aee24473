/** Verifying reads the whole log: who asks while it goes on gets the same answer, and the last one is remembered. */
import type { Clock, Instant } from '@keybrake/core'
import type { AuditLog, VerifyReport } from '@keybrake/ledger'

export class Verification {
  readonly #audit: Pick<AuditLog, 'verify'>
  readonly #clock: Pick<Clock, 'now'>
  #running: Promise<VerifyReport> | null = null
  #last: { readonly at: Instant; readonly report: VerifyReport } | null = null

  constructor(audit: Pick<AuditLog, 'verify'>, clock: Pick<Clock, 'now'>) {
    this.#audit = audit
    this.#clock = clock
  }

  get last(): { readonly at: Instant; readonly report: VerifyReport } | null {
    return this.#last
  }

  run(): Promise<VerifyReport> {
    this.#running ??= this.#audit
      .verify()
      .then((report) => {
        this.#last = { at: this.#clock.now(), report }
        return report
      })
      .finally(() => {
        this.#running = null
      })
    return this.#running
  }
}
