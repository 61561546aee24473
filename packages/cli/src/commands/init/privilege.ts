/** How much a vendor's secret may do, as far as its form tells. The less it may, the less is lost where Keybrake itself is broken into. */
export interface Privilege {
  readonly level: 'least' | 'full' | 'unknown'
  /** Whether real money moves; null where the form does not say. */
  readonly live: boolean | null
  readonly found: string
  readonly advice: string | null
}

const STRIPE_ADVICE =
  'Make a restricted key in Stripe’s dashboard (Developers, API keys): write for what your agents call, read for what it needs, none for the rest.'
const RESEND_ADVICE = 'Resend has keys with “Sending access” for one domain; use such a one where agents only send.'

/** @param secret its fields by the vendor's names */
export function privilegeOf(vendor: string, secret: Readonly<Record<string, string>>): Privilege {
  if (vendor === 'stripe') return ofStripe(secret['secret_key'] ?? '')
  if (vendor === 'twilio')
    return {
      level: 'full',
      live: null,
      found: 'an auth token may do everything in its account',
      advice: 'Use the token of a subaccount that holds only what your agents need, and a small balance.',
    }
  if (vendor === 'resend')
    return {
      level: 'unknown',
      live: null,
      found: 'the form of a Resend key does not say what it may do',
      advice: RESEND_ADVICE,
    }
  return { level: 'unknown', live: null, found: 'the form of this secret does not say what it may do', advice: null }
}

function ofStripe(key: string): Privilege {
  const [, kind, mode] = /^(sk|rk)_(live|test)_/.exec(key) ?? []
  if (kind === undefined) {
    const found = key.startsWith('pk_')
      ? 'this is a publishable key, which opens nothing'
      : 'this does not look like a key of Stripe’s'
    return { level: 'unknown', live: null, found, advice: STRIPE_ADVICE }
  }
  const live = mode === 'live'
  const money = live ? 'live: real money moves' : 'test mode: no money moves'
  if (kind === 'rk') return { level: 'least', live, found: `a restricted key, ${money}`, advice: null }
  return {
    level: 'full',
    live,
    found: `a secret key that may do everything in its account, ${money}`,
    advice: STRIPE_ADVICE,
  }
}
