import type { Refusal } from '@keybrake/core'

/** A step's word that the call ends here. Steps return it; `call.ts` alone turns it into an answer. */
export interface Stop {
  readonly kind: 'stop'
  readonly refusal: Refusal
}

export function stop(
  code: Refusal['code'],
  message: string,
  details: Refusal['details'] = {},
  more: Partial<Pick<Refusal, 'status' | 'retryAfterS' | 'mayRetry'>> = {},
): Stop {
  return { kind: 'stop', refusal: { code, message, details, ...more } }
}

export const isStop = (value: object): value is Stop => 'kind' in value && value.kind === 'stop'
