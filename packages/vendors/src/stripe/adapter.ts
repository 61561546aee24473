import type { VendorAdapter } from '../adapter.ts'
import { checkAccount, checkParameters } from './account.ts'
import { additions } from './additions.ts'
import { classify } from './answer.ts'
import { find, readFound } from './books/find.ts'
import { movements, readMovements } from './books/movements.ts'
import { locate, ORIGINS } from './location.ts'
import { idempotency, table } from './operations.ts'
import { objectsNamed, price, priceFromAnswer } from './price.ts'
import { redact } from './redact.ts'
import { refusal } from './refusal.ts'

const MIB = 1024 * 1024

export const stripe: VendorAdapter = {
  vendor: 'stripe',
  origins: ORIGINS,
  roots: ['/v1', '/v2', '/oauth'],
  secretFields: ['secret_key'],
  addedFields: ['metadata[keybrake_call]'],
  credentialForms: ['basic_user'],
  credentialHeader: null,
  bodyLimitBytes: MIB,
  bodyForm: 'form',
  repeatsFields: false,
  requestHeaders: [
    'accept',
    'idempotency-key',
    'stripe-account',
    'stripe-context',
    'stripe-version',
    'user-agent',
    'x-stripe-client-user-agent',
  ],
  identityHeaders: ['stripe-account', 'stripe-context', 'stripe-version'],
  rewritesLinks: false,
  responseHeaders: [
    'content-type',
    'content-disposition',
    'idempotency-key',
    'idempotent-replayed',
    'original-request',
    'request-id',
    'retry-after',
    'stripe-account',
    'stripe-rate-limited-reason',
    'stripe-should-retry',
    'stripe-version',
  ],
  deadlineMs: 80_000,
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
  unlistedIdempotency: (method, path) => idempotency({ method, path }),
  mode: ({ secret_key = '' }) => {
    const [, mode] = /^[a-z]+_(test|live)_/.exec(secret_key) ?? []
    return mode === 'test' || mode === 'live' ? mode : null
  },
  authorise: (secret) => [['authorization', `Bearer ${secret.secret_key ?? ''}`]],
  classify,
  find,
  readFound,
  movements,
  readMovements,
  redact,
  refusal,
}
