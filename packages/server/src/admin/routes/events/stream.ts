import { audit } from '@keybrake/contract'
import { problem, raw } from '../../answer.ts'
import { eventStream } from '../../events/stream.ts'
import { route } from '../../route.ts'

export const streamEvents = route(
  audit.streamEvents,
  ({ parts, events, header }, { principal, session, sees, maySee }) => {
    if (!events.hasRoomFor(principal.id))
      return problem(
        'too_many_streams',
        'Close other event streams of this principal first; one can serve many readers.',
      )
    const stream = eventStream(events, {
      principalId: principal.id,
      sessionId: session?.id ?? null,
      lastId: header('last-event-id'),
      sees,
      maySee: () => maySee(parts.clock.now()),
    })
    return raw('text/event-stream; charset=utf-8', stream, {
      // Proxies in between must not hold events back until they have a bufferful.
      'x-accel-buffering': 'no',
    })
  },
)
