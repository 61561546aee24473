/** The official SDKs: which page shows one, and in which words its program reports a refusal. */
import { CODES, type Code } from '@keybrake/core'
import { TWILIO_CODES } from '../../../packages/vendors/src/twilio/refusal.ts'

export interface Sdk {
  /** Of docs/sdk, without `.md`. */
  readonly page: string
  readonly vendor: string
  /** An endpoint that its program does not call. */
  readonly otherEndpoint: string
  /** A free read, to use up a rate. */
  readonly freeRead: string
  /** Repeats a lost call by itself, with the idempotency key it sent. */
  readonly repeats: boolean
  /** The line that the program prints: the SDK’s own exception, what it has of the code, and our message. */
  readonly reports: (code: Code, message: string) => string
}

const VENDORS = {
  stripe: {
    vendor: 'stripe',
    otherEndpoint: 'payment_intents.retrieve',
    freeRead: '/stripe/v1/customers',
    repeats: true,
  },
  twilio: {
    vendor: 'twilio',
    otherEndpoint: 'messages.fetch',
    freeRead: '/twilio/2010-04-01/Accounts/_/Messages.json',
    repeats: false,
  },
  resend: { vendor: 'resend', otherEndpoint: 'GET /emails/*', freeRead: '/resend/emails/any', repeats: false },
} as const

const statusOf = (code: Code): number => CODES[code].status

const stripeNames: Readonly<Record<number, string>> = {
  401: 'AuthenticationError',
  403: 'PermissionError',
  429: 'RateLimitError',
}
const resendNames: Readonly<Record<number, string>> = { 401: 'restricted_api_key', 403: 'invalid_permission' }
const resendNamesByCode: Readonly<Partial<Record<Code, string>>> = {
  cap_exhausted: 'monthly_quota_exceeded',
  rate_limited: 'rate_limit_exceeded',
}

export const STRIPE_NODE: Sdk = {
  page: 'stripe-node',
  ...VENDORS.stripe,
  reports: (code, message) => `Stripe${stripeNames[statusOf(code)] ?? 'APIError'} ${code}: ${message}`,
}
export const STRIPE_PYTHON: Sdk = {
  page: 'stripe-python',
  ...VENDORS.stripe,
  reports: (code, message) => `${stripeNames[statusOf(code)] ?? 'APIError'} ${code}: ${message}`,
}
export const STRIPE_GO: Sdk = {
  page: 'stripe-go',
  ...VENDORS.stripe,
  // It never repeats what comes as an error of Stripe's shape, whatever `Stripe-Should-Retry` says.
  repeats: false,
  reports: (code, message) => `${statusOf(code)} ${code}: ${message}`,
}
export const TWILIO_NODE: Sdk = {
  page: 'twilio-node',
  ...VENDORS.twilio,
  reports: (code, message) => `RestException ${TWILIO_CODES[code]}: ${message}`,
}
export const TWILIO_PYTHON: Sdk = {
  page: 'twilio-python',
  ...VENDORS.twilio,
  reports: (code, message) => `TwilioRestException ${TWILIO_CODES[code]}: Unable to create record: ${message}`,
}
export const RESEND_NODE: Sdk = {
  page: 'resend-node',
  ...VENDORS.resend,
  reports: (code, message) => {
    const status = statusOf(code)
    return `${resendNamesByCode[code] ?? resendNames[status] ?? 'service_unavailable'} ${status}: ${message}`
  },
}
export const RESEND_PYTHON: Sdk = {
  page: 'resend-python',
  ...VENDORS.resend,
  reports: (code, message) =>
    `${statusOf(code) === 429 ? 'RateLimitError' : 'ResendError'} ${statusOf(code)}: ${message}`,
}

const modelNames: Readonly<Record<number, string>> = {
  401: 'AuthenticationError',
  403: 'PermissionDeniedError',
  429: 'RateLimitError',
}
/** Both SDKs are made by one generator. */
const MODEL = {
  repeats: false,
  reports: (code: Code, message: string) => {
    const status = statusOf(code)
    return `${modelNames[status] ?? 'InternalServerError'} ${code}: ${status} ${message}`
  },
}
export const OPENAI_NODE: Sdk = {
  page: 'openai-node',
  vendor: 'openai',
  otherEndpoint: 'embeddings.create',
  freeRead: '/openai/v1/models',
  ...MODEL,
}
export const ANTHROPIC_NODE: Sdk = {
  page: 'anthropic-node',
  vendor: 'anthropic',
  otherEndpoint: 'models.list',
  freeRead: '/anthropic/v1/models',
  ...MODEL,
}

/** Those that start in a moment; stripe-go must be compiled first. */
export const QUICK_SDKS: readonly Sdk[] = [
  STRIPE_NODE,
  STRIPE_PYTHON,
  TWILIO_NODE,
  TWILIO_PYTHON,
  RESEND_NODE,
  RESEND_PYTHON,
]
/** At vendors that a file declares. */
export const MODEL_SDKS: readonly Sdk[] = [OPENAI_NODE, ANTHROPIC_NODE]
export const ALL_SDKS: readonly Sdk[] = [...QUICK_SDKS, STRIPE_GO, ...MODEL_SDKS]
