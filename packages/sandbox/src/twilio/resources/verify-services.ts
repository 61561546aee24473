/** Verify services: free, and listed in pages whose links are absolute to Twilio's own host. */
import { hexId } from '../../shared/ids.ts'
import type { Result, TwilioCall } from '../call.ts'
import { invalid, notFound } from '../errors.ts'
import type { VerifyService } from '../objects.ts'
import { pagedByUrl } from '../paging.ts'

const SERVICES_URL = 'https://verify.twilio.com/v2/Services'

function shown(service: VerifyService): object {
  const date = new Date(service.createdMs).toISOString()
  const { sid, account_sid, friendly_name } = service
  const links = { verifications: `${SERVICES_URL}/${sid}/Verifications` }
  return {
    sid,
    account_sid,
    friendly_name,
    code_length: 6,
    date_created: date,
    date_updated: date,
    url: `${SERVICES_URL}/${sid}`,
    links,
  }
}

export function createService(call: TwilioCall): Result {
  const friendlyName = call.params.text('FriendlyName')
  if (friendlyName === null) throw invalid(60200, 'Invalid parameter: FriendlyName')
  const service: VerifyService = {
    sid: hexId('VA'),
    account_sid: call.account.sid,
    friendly_name: friendlyName,
    createdMs: call.atMs,
  }
  call.state.services.set(service.sid, service)
  call.happened({ id: service.sid })
  return { status: 201, body: shown(service), element: 'Service' }
}

export function fetchService(call: TwilioCall): Result {
  const sid = call.segments[2] ?? ''
  const found = call.state.services.get(sid)
  if (found === undefined || found.account_sid !== call.account.sid) throw notFound(`/Services/${sid}`)
  return { status: 200, body: shown(found), element: 'Service' }
}

export function listServices(call: TwilioCall): Result {
  const own = call.state.services.newestFirst().filter((one) => one.account_sid === call.account.sid)
  return { status: 200, body: pagedByUrl(call.params, SERVICES_URL, 'services', own, shown), element: 'Services' }
}
