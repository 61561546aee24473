/**
 * List prices of what is neither a segment nor an MMS, in USD. Source: Twilio's public price pages as read on 2026-11-22.
 * What is not here has no list price that could be checked: an operator states it (`settings.ts`), or it is refused.
 */
/** One minute of an outbound call to this country. */
export const VOICE_USD: ReadonlyMap<string, string> = new Map([
  ['US', '0.0140'],
  ['CA', '0.0140'],
])
/** Area codes of these countries that are billed at other rates: Alaska, and the three northern territories of Canada. */
export const VOICE_APART: readonly string[] = ['1907', '1867']
export const RECORDING_MINUTE_USD = '0.0025'

/** A verification that succeeds. Counted with every one that is begun. */
export const VERIFICATION_USD = '0.05'
/** Beside it, for a code sent over WhatsApp. */
export const VERIFY_WHATSAPP_USD: ReadonlyMap<string, string> = new Map([['US', '0.0034']])

/** A month's rent of a number, by country and kind. A toll-free number of the North American plan is both countries'. */
export const NUMBER_MONTH_USD: ReadonlyMap<string, string> = new Map([
  ['US_local', '1.15'],
  ['US_toll_free', '2.15'],
  ['CA_toll_free', '2.15'],
])

/** What a message that ends as `failed` costs at most: Twilio's processing fee. */
export const FAILED_MESSAGE_USD = '0.001'
