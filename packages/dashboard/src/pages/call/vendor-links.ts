/** Where the vendor's own dashboard shows what a call did. Only for ids in the vendor's known form; null where no page is known. */
import type { CallRow } from '../../api/types.ts'

type Named = Pick<CallRow, 'vendor' | 'vendor_request_id' | 'vendor_object_id'>
/** Whose data the secret reaches: Stripe shows test data under pages of their own. */
export type VendorMode = 'test' | 'live' | null

const stripePage = (mode: VendorMode, path: string): string =>
  `https://dashboard.stripe.com/${mode === 'test' ? 'test/' : ''}${path}`

const STRIPE_PAGES: Readonly<Record<string, string>> = {
  pi: 'payments',
  ch: 'payments',
  py: 'payments',
  re: 'refunds',
  po: 'payouts',
  tr: 'connect/transfers',
  in: 'invoices',
  cus: 'customers',
  sub: 'subscriptions',
}

export function requestLink({ vendor, vendor_request_id: id }: Named, mode: VendorMode): string | null {
  if (vendor === 'stripe' && id !== null && /^req_\w+$/.test(id)) return stripePage(mode, `logs/${id}`)
  return null
}

export function objectLink({ vendor, vendor_object_id: id }: Named, mode: VendorMode): string | null {
  if (id === null) return null
  const page = STRIPE_PAGES[/^([a-z]+)_\w+$/.exec(id)?.[1] ?? '']
  if (vendor === 'stripe' && page !== undefined) return stripePage(mode, `${page}/${id}`)
  if (vendor === 'resend' && /^[0-9a-f-]{36}$/.test(id)) return `https://resend.com/emails/${id}`
  if (vendor === 'twilio' && /^(SM|MM)[0-9a-f]{32}$/.test(id))
    return `https://console.twilio.com/us1/monitor/logs/sms?sid=${id}`
  return null
}
