/** Requests to the admin API with the session's cookie. Every answer is its JSON value; everything else is thrown. */
import { Problem, Unreachable } from './problem.ts'

export type Query = Readonly<Record<string, string | number | undefined>>

export interface RequestOptions {
  readonly query?: Query
  /** Sent as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** An answer with its headers, where they matter (`ETag`). */
export interface Answer<T> {
  readonly value: T
  readonly headers: Headers
}

let onSessionEnd: () => void = () => undefined

/** @param listener told when the server no longer knows the session */
export function whenSessionEnds(listener: () => void): void {
  onSessionEnd = listener
}

export async function ask<T>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
  const response = await send(method, path, options)
  const value = await readJson(response)
  if (response.ok) return { value: value as T, headers: response.headers }
  if (response.status === 401 && path !== '/dashboard/session') onSessionEnd()
  throw new Problem(response.status, (value ?? {}) as Readonly<Record<string, unknown>>)
}

const valueOf = async <T>(answer: Promise<Answer<T>>): Promise<T> => (await answer).value

export const get = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  valueOf(ask<T>('GET', path, { ...(query && { query }), ...(signal && { signal }) }))
export const post = <T>(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<T> =>
  valueOf(ask<T>('POST', path, { body, ...(headers && { headers }) }))
export const put = <T>(path: string, body: unknown): Promise<T> => valueOf(ask<T>('PUT', path, { body }))
export const patch = <T>(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<T> =>
  valueOf(ask<T>('PATCH', path, { body, ...(headers && { headers }) }))
export const remove = <T>(path: string, body?: unknown): Promise<T> => valueOf(ask<T>('DELETE', path, { body }))

/** `/vault/keys?label=a`: names without a value are left out. */
export function address(path: string, query: Query = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  const text = new URLSearchParams(given).toString()
  return text === '' ? path : `${path}?${text}`
}

async function send(method: string, path: string, { query, body, headers, signal }: RequestOptions): Promise<Response> {
  try {
    return await fetch(address(path, query), {
      method,
      credentials: 'same-origin',
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    })
  } catch (error) {
    if (signal?.aborted === true) throw error
    throw new Unreachable(
      method === 'GET'
        ? 'The server cannot be reached.'
        : 'The server cannot be reached: the change may or may not have happened. Look before you try again.',
    )
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    const text = await response.text()
    return text === '' ? null : JSON.parse(text)
  } catch {
    if (response.ok) throw new Unreachable('The answer broke off.')
    return null
  }
}
