import type { VendorAdapter } from '../adapter.ts'
import { checkAccount, checkParameters } from './account.ts'
import { additions } from './additions.ts'
import { classify } from './answer.ts'
import { locate, ORIGINS, ROOTS } from './location.ts'
import { table } from './operations.ts'
import { objectsNamed, price, priceFromAnswer } from './price.ts'
import { redact } from './redact.ts'
import { refusal } from './refusal.ts'

const MIB = 1024 * 1024

export const resend: VendorAdapter = {
  vendor: 'resend',
  origins: ORIGINS,
  roots: ROOTS,
  secretFields: ['api_key'],
  addedFields: [],
  credentialForms: [],
  credentialHeader: null,
  // Attachments travel inside the JSON.
  bodyLimitBytes: 40 * MIB,
  bodyForm: 'json',
  repeatsFields: false,
  requestHeaders: ['accept', 'idempotency-key', 'user-agent', 'x-batch-validation'],
  identityHeaders: ['x-batch-validation'],
  rewritesLinks: false,
  responseHeaders: [
    'content-type',
    'ratelimit-limit',
    'ratelimit-remaining',
    'ratelimit-reset',
    'retry-after',
    'x-resend-daily-quota',
    'x-resend-monthly-quota',
    'x-request-id',
  ],
  deadlineMs: 60_000,
  operations: table.operations,
  locate,
  operation: table.find,
  localEntry: (entry) => entry,
  checkAccount,
  checkParameters,
  price,
  priceFromAnswer,
  objectsNamed,
  additions,
  unlistedIdempotency: () => null,
  authorise: (secret) => [['authorization', `Bearer ${secret.api_key ?? ''}`]],
  classify,
  redact,
  refusal,
}
