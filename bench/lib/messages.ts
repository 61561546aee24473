/** The one request that every target gets, and the one answer: in a vendor's words, or in those of a model's API. */

/** `chat` is for gateways that pass on nothing else. */
export type Language = 'form' | 'chat'

export const CONTENT_TYPE: Readonly<Record<Language, string>> = {
  form: 'application/x-www-form-urlencoded',
  chat: 'application/json',
}
export const PATH: Readonly<Record<Language, string>> = {
  form: '/v1/payment_intents',
  chat: '/v1/chat/completions',
}
export const CHAT_MODEL = 'bench'

const REQUEST_BYTES = 260
const ANSWER_BYTES = 1_500

export function requestBody(language: Language): string {
  if (language === 'chat')
    return padded(`{"model":"${CHAT_MODEL}","messages":[{"role":"user","content":"`, '"}]}', REQUEST_BYTES)
  const fields = [
    'amount=1000&currency=usd&customer=cus_bench0001',
    `description=${'a'.repeat(80)}`,
    'metadata[order]=0123456789&metadata[tenant]=bench&statement_descriptor_suffix=KEYBRAKE',
  ]
  return padded(`${fields.join('&')}&receipt_email=`, '@example.com', REQUEST_BYTES)
}

/** @param id of the object: 32 characters, or a word that nginx replaces by as many */
export function answerBody(language: Language, id: string): string {
  const text =
    language === 'chat'
      ? `{"id":"chatcmpl-${id}","object":"chat.completion","created":1700000000,"model":"${CHAT_MODEL}","usage":{"prompt_tokens":40,"completion_tokens":200,"total_tokens":240},"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"`
      : `{"id":"pi_${id}","object":"payment_intent","amount":1000,"amount_received":1000,"currency":"usd","status":"succeeded","livemode":false,"metadata":{},"description":"`
  return padded(text, language === 'chat' ? '"}}]}' : '"}', ANSWER_BYTES - ID_BYTES + id.length)
}

const ID_BYTES = 32

const padded = (head: string, tail: string, bytes: number): string =>
  head + 'x'.repeat(bytes - head.length - tail.length) + tail
