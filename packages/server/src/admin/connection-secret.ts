/** The vendor's secret as given: brought into its fields, and refused where it is plainly another kind of text. */
import type { FieldFault, GivenSecret } from '@keybrake/contract'
import { Secret, VAULT_KEY_PREFIX } from '@keybrake/core'
import type { ConnectionSecret, VendorAdapter } from '@keybrake/vendors'

export type SecretReading =
  | { readonly ok: true; readonly fields: ConnectionSecret }
  | { readonly ok: false; readonly fault: FieldFault }

/** What a field must look like, where the vendor says so. Messages never hold what was given. */
const FORMS: Readonly<Record<string, { readonly form: RegExp; readonly why: string }>> = {
  'stripe.secret_key': { form: /^(sk|rk)_/, why: 'must be a secret or restricted key, which begin with sk_ or rk_' },
  'resend.api_key': { form: /^re_/, why: 'must begin with re_' },
  'twilio.account_sid': { form: /^AC[0-9a-fA-F]{32}$/, why: 'must be AC followed by 32 hexadecimal digits' },
}

export function readSecret(adapter: VendorAdapter, given: GivenSecret): SecretReading {
  const names = adapter.secretFields
  const bad = (pointer: string, message: string): SecretReading => ({ ok: false, fault: { pointer, message } })
  if (given instanceof Secret) {
    const [only, second] = names
    if (only === undefined || second !== undefined)
      return bad('/secret', `must be an object of ${names.join(' and ')} for ${adapter.vendor}`)
    return checked(adapter, { [only]: given })
  }
  const unknown = Object.keys(given).find((name) => !names.includes(name))
  if (unknown !== undefined)
    return bad(`/secret/${unknown}`, `is not a field of ${adapter.vendor}’s secret (${names.join(', ')})`)
  const missing = names.find((name) => given[name] === undefined)
  return missing === undefined ? checked(adapter, given) : bad(`/secret/${missing}`, 'is required')
}

/** In the adapter's own order, so that the same secret always has the same reference. */
function checked(adapter: VendorAdapter, given: Readonly<Record<string, Secret>>): SecretReading {
  const fields: Record<string, string> = {}
  for (const name of adapter.secretFields) {
    const value = given[name]?.reveal() ?? ''
    const pointer = adapter.secretFields.length === 1 ? '/secret' : `/secret/${name}`
    const rule = FORMS[`${adapter.vendor}.${name}`]
    if (value.startsWith(VAULT_KEY_PREFIX))
      return { ok: false, fault: { pointer, message: 'is a vault key, not a secret of the vendor' } }
    if (rule !== undefined && !rule.form.test(value)) return { ok: false, fault: { pointer, message: rule.why } }
    const starts = adapter.secretForms?.[name]
    if (starts !== undefined && !starts.some((start) => value.startsWith(start)))
      return { ok: false, fault: { pointer, message: `must begin with ${starts.join(' or ')}` } }
    fields[name] = value
  }
  return { ok: true, fields }
}
