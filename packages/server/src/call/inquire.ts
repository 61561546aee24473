/**
 * The proxy's own questions: what an object amounts to, before a call that moves it; later, its price or its outcome. The
 * questions come from the vendor adapter's closed list, carry the real secret, and are recorded with the call they serve.
 */
import type { Body, ReadRequest } from '@keybrake/core'
import type { Question, VendorAnswer } from '@keybrake/vendors'
import { exchange } from '../upstream/exchange.ts'
import type { LiveConnection } from '../upstream/live-connections.ts'
import { vendorAnswer } from './answer.ts'
import { compose } from './compose.ts'

const QUESTION_MS_MAX = 15_000
const QUESTION_BYTES_MAX = 4 * 1024 * 1024
const NO_BODY: Body = { kind: 'none' }

export type Inquiry =
  | { readonly kind: 'answered'; readonly answer: VendorAnswer; readonly record: string }
  | { readonly kind: 'unreachable'; readonly record: string }

export async function inquire(
  connection: LiveConnection,
  question: Question,
  request: Pick<ReadRequest, 'headers'>,
  deadlineMs: number,
): Promise<Inquiry> {
  const method = question.method ?? 'GET'
  const line = `${method} ${question.path}`
  const origin = connection.origins.get(question.product)
  if (origin === undefined) return { kind: 'unreachable', record: `${line}: no address` }
  const asked: ReadRequest = {
    method,
    product: question.product,
    path: question.path,
    query: question.query,
    body: question.form === undefined ? NO_BODY : { kind: 'form', fields: question.form },
    headers: request.headers,
  }
  const end = await exchange(origin, compose(connection, asked, null), {
    deadlineMs: Math.min(QUESTION_MS_MAX, deadlineMs),
    bodyBytesMax: QUESTION_BYTES_MAX,
  })
  if (end.kind !== 'answered') return { kind: 'unreachable', record: `${line}: ${end.why}` }
  return { kind: 'answered', answer: vendorAnswer(end.head, end.body), record: `${line}: ${end.head.status}` }
}
