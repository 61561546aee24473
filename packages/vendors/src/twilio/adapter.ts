import type { VendorAdapter } from '../adapter.ts'
import { checkAccount, checkParameters, localEntry } from './account.ts'
import { additions } from './additions.ts'
import { classify } from './answer.ts'
import { locate, ORIGINS } from './location.ts'
import { table } from './operations.ts'
import { objectsNamed, price, priceFromAnswer } from './price.ts'
import { redact } from './redact.ts'
import { refusal } from './refusal.ts'
import { latePrice, readLatePrice } from './rules/late-price.ts'

const MIB = 1024 * 1024

export const twilio: VendorAdapter = {
  vendor: 'twilio',
  origins: ORIGINS,
  roots: ['/2010-04-01'],
  secretFields: ['account_sid', 'auth_token'],
  addedFields: ['TimeLimit'],
  credentialForms: ['basic_password', 'basic_user'],
  credentialHeader: null,
  bodyLimitBytes: MIB,
  bodyForm: 'form',
  repeatsFields: true,
  // The idempotency key is for the proxy: it never goes on to Twilio, which would ignore it.
  requestHeaders: ['accept', 'idempotency-key', 'if-match', 'user-agent', 'x-twilio-client'],
  identityHeaders: [],
  rewritesLinks: true,
  responseHeaders: [
    'content-type',
    'content-disposition',
    'etag',
    'retry-after',
    'twilio-concurrent-requests',
    'twilio-reached-rate-limit',
    'twilio-request-duration',
    'twilio-request-id',
    'x-api-domain',
    'x-home-region',
  ],
  deadlineMs: 60_000,
  operations: table.operations,
  locate,
  operation: table.find,
  localEntry,
  checkAccount,
  checkParameters,
  price,
  priceFromAnswer,
  objectsNamed,
  additions,
  unlistedIdempotency: () => null,
  authorise: (secret) => [['authorization', `Basic ${btoa(`${secret.account_sid ?? ''}:${secret.auth_token ?? ''}`)}`]],
  classify,
  latePrice,
  readLatePrice,
  redact,
  refusal,
}
