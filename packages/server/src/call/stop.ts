import type { Refusal } from '@keybrake/core'

/** A step's word that the call ends here. Steps return it; `call.ts` alone turns it into an answer. */
export class Stop {
  readonly kind = 'stop'
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    this.refusal = refusal
  }
}

export const stop = (
  code: Refusal['code'],
  message: string,
  details: Refusal['details'] = {},
  more: Partial<Pick<Refusal, 'status' | 'retryAfterS' | 'mayRetry'>> = {},
): Stop => new Stop({ code, message, details, ...more })

export const isStop = (value: object): value is Stop => value instanceof Stop
