/** API keys: the answer to a create holds a credential, as Resend's does. Nothing of it may come through a proxy. */
import { uuid, wordId } from '../../shared/ids.ts'
import type { ResendCall, Result } from '../call.ts'
import { missingField, notFound } from '../errors.ts'
import { isObject } from '../read-email.ts'

export function createApiKey(call: ResendCall): Result {
  const name = isObject(call.body) ? call.body['name'] : undefined
  if (typeof name !== 'string') throw missingField('name')
  const id = uuid()
  call.state.apiKeys.set(id, { id, name, created_at: new Date(call.atMs).toISOString() })
  call.happened({ id })
  return { status: 201, body: { id, token: wordId('re', 32) } }
}

export const listApiKeys = (call: ResendCall): Result => ({
  status: 200,
  body: { object: 'list', has_more: false, data: call.state.apiKeys.newestFirst() },
})

export function removeApiKey(call: ResendCall): Result {
  const id = call.segments[1] ?? ''
  if (!call.state.apiKeys.delete(id)) throw notFound('API key not found')
  call.happened({ id })
  return { status: 200, body: {} }
}
