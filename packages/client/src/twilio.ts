/** twilio-node through the proxy. */
import type { VaultKey } from './vault-key.ts'

export type { VaultKey }

/** Longer than the proxy waits for Twilio (60 s). */
const TIMEOUT_MS = 90_000

/** The SDK wants an account SID that looks like one. In a path the proxy takes `_` for that of the connection. */
const ANY_ACCOUNT = `AC${'0'.repeat(32)}`

interface TwilioRequest {
  uri: string
}

interface TwilioAnswer {
  body: unknown
}

interface Requester<Request extends TwilioRequest> {
  request(options: Request): Promise<TwilioAnswer>
}

/** The module's default export, as far as it is needed here. */
export interface TwilioModule<Client, Options extends object> {
  (accountSid: string, authToken: string, options: Options): Client
  // Each version of the SDK has its own list of request options; `never` takes them all.
  readonly RequestClient: new (options: {
    timeout: number
  }) => { request(options: never): Promise<unknown> }
}

/**
 * `twilioClient(twilio, key)`: the official client, for every product, with the vault key in place of the auth token.
 *
 * @param accountSid only where a program reads it from the client; the proxy knows that of the key's connection
 */
export function twilioClient<Client, Options extends object>(
  twilio: TwilioModule<Client, Options>,
  key: VaultKey,
  accountSid: string = ANY_ACCOUNT,
): Client {
  const plain = new twilio.RequestClient({ timeout: TIMEOUT_MS }) as unknown as Requester<TwilioRequest>
  const send = plain.request.bind(plain)
  plain.request = (options) =>
    send({ ...options, uri: throughProxy(key, options.uri) }).then(withDetails, (error: unknown) => {
      throw withoutRequest(error)
    })
  return twilio(accountSid, key.vault_key, { httpClient: plain } as unknown as Options)
}

/** `https://verify.twilio.com/v2/…` → `<base_url>/verify/v2/…`. What is there already (a next page) stays. */
function throughProxy({ base_url }: VaultKey, uri: string): string {
  if (uri.startsWith(`${base_url}/`)) return uri
  const { hostname, pathname, search } = new URL(uri)
  const [product = 'api'] = hostname.split('.')
  return `${base_url}/${product}${pathname.replace(`/Accounts/${ANY_ACCOUNT}`, '/Accounts/_')}${search}`
}

/** Where no answer came, the error has the whole request, and with it the vault key, in what a log prints of it. */
function withoutRequest(error: unknown): unknown {
  if (typeof error === 'object' && error !== null)
    for (const name of ['config', 'request']) Reflect.deleteProperty(error, name)
  return error
}

/** The SDK's error keeps of an answer only what stands in `details`: that is where a refusal's own are put. */
function withDetails<Answer extends TwilioAnswer>(answer: Answer): Answer {
  const text = typeof answer.body === 'string'
  const body: unknown = text ? parsed(answer.body as string) : answer.body
  if (typeof body !== 'object' || body === null || !('keybrake' in body)) return answer
  const told = { ...body, details: { keybrake: body.keybrake } }
  return { ...answer, body: text ? JSON.stringify(told) : told }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
