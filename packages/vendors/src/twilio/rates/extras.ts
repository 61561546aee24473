/** What is charged beside the segment price, in USD. Twilio's and the carriers' published prices, read in November 2026. */

/** Carriers of these countries charge per SMS segment. Each is the highest carrier's fee, rounded up. */
export const CARRIER_SMS_USD: ReadonlyMap<string, string> = new Map([
  ['US', '0.005'],
  // Bell's 0.021 CAD.
  ['CA', '0.0155'],
])

/** The same per MMS. */
export const CARRIER_MMS_USD: ReadonlyMap<string, string> = new Map([
  ['US', '0.01'],
  ['CA', '0.03'],
])

/** A whole MMS, however many media it has. Elsewhere the operator must state a price. */
export const MMS_USD: ReadonlyMap<string, string> = new Map([
  ['US', '0.022'],
  ['CA', '0.022'],
])

/** `RiskCheck=enable` outside the United States and Canada, per message. */
export const PUMPING_PROTECTION_USD = '0.025'
/** `ShortenUrls=true`, per message. */
export const LINK_SHORTENING_USD = '0.015'

/** A lookup's fields, each per query. `validation` is what every lookup answers. */
export const LOOKUP_USD: ReadonlyMap<string, string> = new Map([
  ['validation', '0'],
  ['caller_name', '0.01'],
  ['line_type_intelligence', '0.008'],
])
