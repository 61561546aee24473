/** Which operations of the vendors' own descriptions the tests send: the extracts in `fixtures` hold these and no other. */
export interface Extract {
  /** In the folder `fixtures`. */
  readonly file: string
  readonly parts: readonly { readonly source: string; readonly operations: readonly string[] }[]
}

const MESSAGES = '/2010-04-01/Accounts/{AccountSid}/Messages'

export const EXTRACTS: readonly Extract[] = [
  {
    file: 'twilio.json',
    parts: [
      {
        source: 'twilio_api_v2010.json',
        operations: [
          `post ${MESSAGES}.json`,
          `get ${MESSAGES}.json`,
          `get ${MESSAGES}/{Sid}.json`,
          `post ${MESSAGES}/{Sid}.json`,
          `delete ${MESSAGES}/{Sid}.json`,
        ],
      },
      { source: 'twilio_lookups_v2.json', operations: ['get /v2/PhoneNumbers/{PhoneNumber}'] },
      {
        source: 'twilio_verify_v2.json',
        operations: [
          'post /v2/Services/{ServiceSid}/Verifications',
          'post /v2/Services/{ServiceSid}/VerificationCheck',
        ],
      },
    ],
  },
  {
    file: 'resend.json',
    parts: [
      {
        source: 'resend.json',
        operations: [
          'post /emails',
          'get /emails/{email_id}',
          'post /emails/{email_id}/cancel',
          'post /emails/batch',
          'get /domains',
        ],
      },
    ],
  },
]
