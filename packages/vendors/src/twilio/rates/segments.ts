/**
 * How many segments an SMS body takes at most. What Twilio really does depends on the sender and on settings of the
 * Messaging Service that no request states, so the dearest reading counts.
 */
import { SegmentedMessage } from 'sms-segments-calculator'

/** Twilio refuses a body of more characters. */
export const BODY_CHARACTERS_MAX = 1600

/**
 * A text nobody has seen yet (a template, shortened links): the longest body, of characters that take two UTF-16 units each, on the
 * smaller segments.
 */
export const SEGMENTS_MAX = Math.ceil(BODY_CHARACTERS_MAX / 33)

/** Bits a segment of a longer message carries: 153 septets or 67 UTF-16 units. */
const BITS = {
  standard: { 'GSM-7': 153 * 7, 'UCS-2': 67 * 16 },
  tollFree: { 'GSM-7': 152 * 7, 'UCS-2': 66 * 16 },
} as const

/** Twilio's own count for a sender that is no toll-free number. */
export const segmentsOf = (body: string): number => new SegmentedMessage(body).segmentsCount

/** One septet each, and smart encoding leaves them alone: most messages are made of these, and they are quickly counted. */
const PLAIN = /^[\n !-Z_a-z£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà]*$/

/**
 * @param body at most {@link BODY_CHARACTERS_MAX} characters
 * @param tollFree the sender is a toll-free number, or Twilio chooses it: longer messages carry a unit less per segment
 */
export function segmentsAtMost(body: string, tollFree: boolean): number {
  if (PLAIN.test(body)) return body.length <= 160 ? 1 : Math.ceil(body.length / (tollFree ? 152 : 153))
  // Smart encoding mostly saves segments, but one character it replaces can become several.
  const smart = new SegmentedMessage(body, 'auto', true)
  const plain = new SegmentedMessage(body)
  return Math.max(...[plain, smart].map((message) => countOf(message, tollFree)))
}

function countOf(message: SegmentedMessage, tollFree: boolean): number {
  if (message.segmentsCount <= 1) return 1
  return tollFree ? filled(message, BITS.tollFree[message.encodingName]) : message.segmentsCount
}

/** Fills segments one character after another; a character is never divided, unless no segment could hold it. */
function filled(message: SegmentedMessage, segmentBits: number): number {
  let segments = 1
  let free = segmentBits
  for (const character of message.encodedChars) {
    let bits = character.sizeInBits()
    if (bits > free) {
      segments++
      free = segmentBits
    }
    for (; bits > free; bits -= segmentBits) segments++
    free -= bits
  }
  return Math.max(segments, message.segmentsCount)
}
