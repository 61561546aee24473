/** Refusals that say the same whatever the call: of reading, waiting and pricing it. `call.ts` decides when. */
import { type Stop, stop } from './stop.ts'

export const overloaded = stop(
  'overloaded',
  'Too many calls are under way. Nothing was sent. Repeat later.',
  {},
  { mayRetry: true },
)
export const bodyStops = {
  aborted: stop(
    'bad_request',
    'The body ended before its announced length. Nothing was sent. Send it whole; do not retry it unchanged.',
  ),
  late: stop(
    'bad_request',
    'The body did not arrive in time. Nothing was sent. Repeat it when it can be sent at once.',
  ),
  no_room: stop(
    'overloaded',
    'Too many large bodies are under way. Nothing was sent. Repeat later.',
    {},
    { mayRetry: true },
  ),
} as const
export const bodyTooLarge = (bytesMax: number): Stop =>
  stop('body_too_large', `The body is larger than the ${bytesMax} bytes this connection takes. Do not retry.`, {
    bytes_max: bytesMax,
  })
export const objectBusy = stop(
  'overloaded',
  'Other calls on the same object are still under way. Nothing was sent. Repeat later.',
  {},
  { mayRetry: true, retryAfterS: 5 },
)
export const tooManyObjects = stop(
  'cost_unknown',
  'What this call would cost depends on more objects than any call should. Nothing was sent. Do not retry it unchanged.',
)
export const questionUnanswered = stop(
  'upstream_unreachable',
  'The vendor did not answer the question what this call would cost. The call was not sent and no money moved. Repeat later.',
  {},
  { mayRetry: true },
)
export const faultBeforeAdmission = stop(
  'internal',
  'A fault inside the proxy while it worked out what this call would cost. Nothing was sent. Do not retry it unchanged.',
)
export const changedTooOften = stop(
  'overloaded',
  'The vault key was changed again and again while this call was judged. Nothing was sent. Repeat later.',
  {},
  { mayRetry: true },
)
