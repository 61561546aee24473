/** What is no request is answered as the product answers it, each time under the same id. */
import { pino } from 'pino'
import type { ListenOptions } from '../server.ts'
import { answerUnreadable } from '../unreadable.ts'

export const onUnreadable: ListenOptions['onUnreadable'] = (error, socket) =>
  answerUnreadable(error, socket, { newCallId: () => 'call_unread', log: pino({ level: 'silent' }) })
