/** One request to the admin API: how it is written, how often it is tried, and what its answer means. */
import { adminError, type Problem, Unavailable } from './errors.ts'
import { pause, PAUSES_MS, timeLimit } from './waiting.ts'

/** `fetch`, or anything that takes and gives the same. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface Connector {
  /** The proxy's origin, without a slash at the end. */
  readonly origin: string
  readonly apiKey: string
  readonly fetch: Fetch
  /** For each attempt. */
  readonly timeoutMs: number
  readonly retries: number
}

/** What every call of this package takes. */
export interface CallOptions {
  signal?: AbortSignal | undefined
  /** For each attempt; 30 s unless told. */
  timeoutMs?: number | undefined
}

export interface RequestOptions extends CallOptions {
  /** Members that are undefined are left out. */
  query?: object | undefined
  /** Sent as JSON. */
  body?: unknown
  headers?: Readonly<Record<string, string>> | undefined
  /** That doing it twice does no more than doing it once. A GET always is; nothing else is tried again without it. */
  repeatable?: boolean | undefined
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * The answer's JSON body. One that breaks off is no answer: it is asked for again where that may be done.
 *
 * @throws AdminError where the API says no, Unavailable where no sensible answer came, TypeError where the body holds a
 * number that is none, and the signal's own reason when it aborts
 */
export function requestJson<T>(
  connector: Connector,
  method: Method,
  path: string,
  options: RequestOptions = {},
): Promise<T> {
  return attempted(connector, method, path, options, (answer) => jsonOf<T>(method, answer))
}

/** The answer itself, for streams and texts; its status is below 300. Throws as {@link requestJson} does. */
export function request(
  connector: Connector,
  method: Method,
  path: string,
  options: RequestOptions = {},
): Promise<Response> {
  return attempted(connector, method, path, options, (answer) => Promise.resolve({ value: answer }))
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown }
type Read<T> = (answer: Response) => Promise<Outcome<T>>

async function attempted<T>(
  connector: Connector,
  method: Method,
  path: string,
  options: RequestOptions,
  read: Read<T>,
): Promise<T> {
  if (NO_ID.test(path.split('?', 1)[0] ?? '')) throw new TypeError(`${method} ${path}: an id is missing, or is none`)
  const url = connector.origin + path + queryText(options.query)
  const body = options.body === undefined ? undefined : bodyText(options.body)
  const attempts = method === 'GET' || options.repeatable === true ? connector.retries + 1 : 1
  for (let attempt = 1; ; attempt++) {
    const outcome = await once(connector, method, url, { ...options, body }, read)
    if ('value' in outcome) return outcome.value
    const { error } = outcome
    if (attempt >= attempts || !(error instanceof Unavailable)) throw error
    await pause(PAUSES_MS[attempt - 1] ?? 2_000, options.signal)
  }
}

async function once<T>(
  { apiKey, fetch, timeoutMs }: Connector,
  method: Method,
  url: string,
  { body, headers, signal, timeoutMs: ownMs }: RequestOptions & { readonly body: string | undefined },
  read: Read<T>,
): Promise<Outcome<T>> {
  const limit = timeLimit(ownMs ?? timeoutMs, signal)
  try {
    const answer = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
      // An admin credential is not carried to where an answer points.
      redirect: 'manual',
      ...(limit === undefined ? {} : { signal: limit }),
    })
    return answer.ok ? await read(answer) : { error: await errorOf(method, answer) }
  } catch (error) {
    signal?.throwIfAborted()
    return { error: unreachable(method, url, error) }
  }
}

/** What the text is not is told without its words: a key may stand in them. */
async function jsonOf<T>(method: Method, answer: Response): Promise<Outcome<T>> {
  const text = await answer.text()
  try {
    return { value: JSON.parse(text) as T }
  } catch {
    return { error: noJson(method, answer.status) }
  }
}

/** JSON has no NaN and no Infinity, and `null` in their place would take a cap away. */
const bodyText = (body: unknown): string =>
  JSON.stringify(body, (name, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value))
      throw new TypeError(`${name} is ${value}, which is no amount`)
    return value
  })

/** A problem becomes its error. Anything else did not come from the admin API, or the API could not work. */
async function errorOf(method: Method, answer: Response): Promise<unknown> {
  const text = await answer.text()
  const problem = problemOf(text)
  if (problem !== null && answer.status < 500) return adminError(problem)
  return new Unavailable({
    code: problem?.code ?? 'unexpected_answer',
    message:
      problem === null ? `The proxy answered ${answer.status}, and not with a problem of its own.` : problem.detail,
    status: answer.status,
    // The one fault that says of itself that nothing was changed.
    retry: problem?.code === 'ledger_unavailable' ? 'later' : retryOf(method),
  })
}

function problemOf(text: string): Problem | null {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return null
    const { code, status, title, detail } = value as Record<string, unknown>
    const isProblem =
      typeof code === 'string' && typeof status === 'number' && typeof title === 'string' && typeof detail === 'string'
    return isProblem ? (value as Problem) : null
  } catch {
    return null
  }
}

const unreachable = (method: Method, url: string, cause: unknown): Unavailable =>
  new Unavailable({
    code: 'unreachable',
    message: `No answer from the proxy at ${new URL(url).origin}: ${reasonOf(cause)}`,
    status: null,
    retry: retryOf(method),
    cause,
  })

const noJson = (method: Method, status: number): Unavailable =>
  new Unavailable({
    code: 'unexpected_answer',
    message: `The proxy's answer (${status}) is not JSON.`,
    status,
    retry: retryOf(method),
  })

/** What changes something may have done so before the answer was lost. */
const retryOf = (method: Method): 'later' | 'same_key' => (method === 'GET' ? 'later' : 'same_key')

/** `fetch` says only "fetch failed"; why stands in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message || error.message : error.message
}

function queryText(query: object | undefined): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined) parameters.append(name, String(value))
  const text = parameters.toString()
  return text === '' ? '' : `?${text}`
}

/** One path segment. What no escape keeps from naming another path (nothing, a dot, two) is refused with the request. */
export const segment = (text: string): string => encodeURIComponent(text)

const NO_ID = /\/\.{0,2}(?:\/|$)/
