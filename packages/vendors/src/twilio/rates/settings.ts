/**
 * The names that a Twilio connection's `settings` may hold: an operator's own prices and bounds. `XX` stands for an ISO
 * country. USD are decimal texts. `docs/vendors/twilio.md` shows this table; a test compares them.
 */
export type SettingUnit = 'USD' | 'count' | 'seconds'

export interface Setting {
  readonly name: string
  readonly unit: SettingUnit
  readonly meaning: string
}

const TABLE = `
sms_XX | USD | a segment to this country
sms_carrier_XX | USD | the carriers' fee on a segment
mms_XX | USD | an MMS to this country
mms_carrier_XX | USD | the carriers' fee on an MMS
whatsapp_XX, whatsapp | USD | a WhatsApp message: state the dearest category that the account sends
whatsapp_template_XX, whatsapp_template | USD | a WhatsApp message made from a template
whatsapp_HX… | USD | a WhatsApp message made from this one template, whose category its owner knows
messenger | USD | a Messenger message
rcs_XX, rcs | USD | an RCS segment
pumping_protection | USD | \`RiskCheck=enable\` outside the United States and Canada
link_shortening | USD | \`ShortenUrls=true\`
failed_message | USD | the fee on a message that ends as failed
lookup_<field> | USD | this field of a Lookup v2 query
lookup_v1_<type> | USD | this type of a Lookup v1 query
verification | USD | a verification that succeeds
verify_segments | count | segments of a code sent as a text, 3 unless set
verify_lookup | USD | the lookup that a service with \`LookupEnabled\` makes for each verification, 0 unless set
verify_call_XX, verify_call | USD | a code told by a call
verify_email | USD | a code sent by mail
verify_whatsapp_XX, verify_whatsapp | USD | a code sent over WhatsApp
verify_rcs_XX, verify_rcs | USD | a code sent over RCS
verify_sna_XX, verify_sna | USD | a silent network authentication
verify_auto | USD | a code on whatever channel Twilio chooses
verify_challenge | USD | a push, TOTP or passkey challenge
voice_XX | USD | a minute of a call to this country
voice_1907, voice_1867 | USD | a minute of a call to these area codes of Alaska and northern Canada
voice_sip, voice_client, voice_whatsapp | USD | a minute of a call to such an address
voice_recording | USD | a recorded minute of one channel
voice_amd | USD | answering machine detection, per call
voice_conference_recording | USD | the recording of a conference, which outlasts each of its calls (\`ConferenceRecord\`), per call
voice_branded | USD | a branded call (\`CallReason\`)
voice_conference | USD | a participant's minute in a conference
voice_instructions | USD | what a call's fixed instructions can cost beside the call itself, per minute: further legs, speech, recordings
voice_seconds_max | seconds | the longest call; also the \`TimeLimit\` of a call that states none
number_months | count | how many months' rent a number counts when it is taken; without it none can be taken
number_XX_local, number_XX_mobile, number_XX_toll_free | USD | a month's rent of such a number
number_XX | USD | a month's rent of any number there
flat_<operation> | USD | one call of an operation that has no rule, as \`flat_calls.streams.create\`
`

export const SETTINGS: readonly Setting[] = TABLE.trim()
  .split('\n')
  .flatMap((line) => {
    const [names = '', unit = '', meaning = ''] = line.split(' | ')
    return names.split(', ').map((name) => ({ name, unit: unit as SettingUnit, meaning }))
  })

const PATTERNS: readonly RegExp[] = SETTINGS.map(({ name }) => {
  const pattern = name.replace('HX…', 'HX[0-9a-f]{32}').replace(/<\w+>/, '[A-Za-z0-9_.-]+').replace('XX', '[A-Z]{2}')
  return new RegExp(`^${pattern}$`)
})

export const isSetting = (name: string): boolean => PATTERNS.some((pattern) => pattern.test(name))
