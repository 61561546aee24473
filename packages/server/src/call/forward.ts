/**
 * Sends an admitted call, once, to the connection's own origin. Nothing is retried, no redirect is followed, and a caller
 * that hangs up changes nothing: what may have been executed must be read to its end.
 */
import type { Field, ReadRequest } from '@keybrake/core'
import { exchange, type ExchangeEnd, type ExchangeOptions } from '../upstream/exchange.ts'
import type { LiveConnection } from '../upstream/live-connections.ts'
import type { Admission } from './admit.ts'
import { compose } from './compose.ts'

/** Answers to writes are read whole before they are passed on, up to this size. */
export const ANSWER_BYTES_MAX = 4 * 1024 * 1024

export type ForwardOptions = Pick<ExchangeOptions, 'stream' | 'onSend' | 'abandon'>

export function forward(
  _admission: Admission,
  connection: LiveConnection,
  request: ReadRequest,
  additions: readonly Field[],
  sentKey: string | null,
  options: ForwardOptions,
): Promise<ExchangeEnd> {
  const origin = connection.origins.get(request.product)
  if (origin === undefined) return Promise.resolve({ kind: 'not_sent', why: 'no address for this product' })
  const { deadlineMs } = connection.adapter
  return exchange(origin, compose(connection, request, sentKey, additions), {
    ...options,
    deadlineMs,
    bodyBytesMax: ANSWER_BYTES_MAX,
  })
}
