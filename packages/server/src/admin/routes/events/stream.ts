import { audit } from '@keybrake/contract'
import { raw } from '../../answer.ts'
import { eventStream } from '../../events/stream.ts'
import { route } from '../../route.ts'

export const streamEvents = route(audit.streamEvents, ({ events, header }, { sees }) =>
  raw('text/event-stream; charset=utf-8', eventStream(events, { lastId: header('last-event-id'), sees }), {
    // Proxies in between must not hold events back until they have a bufferful.
    'x-accel-buffering': 'no',
  }),
)
