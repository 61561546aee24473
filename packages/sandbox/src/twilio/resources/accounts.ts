/** Accounts and their credentials. These answers hold secrets, as Twilio's do: nothing of them may come through a proxy. */
import { hexId } from '../../shared/ids.ts'
import type { Result, TwilioCall } from '../call.ts'
import type { Account } from '../objects.ts'
import { paged } from '../paging.ts'

function shown(account: Account): object {
  const uri = `/2010-04-01/Accounts/${account.sid}`
  const date = new Date(account.createdMs).toUTCString().replace('GMT', '+0000')
  return {
    auth_token: account.auth_token,
    date_created: date,
    date_updated: date,
    friendly_name: account.friendly_name,
    owner_account_sid: account.owner,
    sid: account.sid,
    status: 'active',
    subresource_uris: { messages: `${uri}/Messages.json` },
    type: 'Full',
    uri: `${uri}.json`,
  }
}

export const fetchAccount = (call: TwilioCall): Result => ({
  status: 200,
  body: shown(call.account),
  element: 'Account',
})

export function listAccounts(call: TwilioCall): Result {
  const own = call.state.accounts.newestFirst().filter(({ owner }) => owner === call.account.sid)
  const body = paged(call.params, '/2010-04-01/Accounts.json', 'accounts', own, shown)
  return { status: 200, body, element: 'Accounts' }
}

/** A subaccount: its owner's credential may act for it. */
export function createAccount(call: TwilioCall): Result {
  const account: Account = {
    sid: hexId('AC'),
    auth_token: hexId(''),
    friendly_name: call.params.text('FriendlyName') ?? 'SubAccount',
    owner: call.account.sid,
    createdMs: call.atMs,
  }
  call.state.accounts.set(account.sid, account)
  call.happened({ id: account.sid })
  return { status: 201, body: shown(account), element: 'Account' }
}

export const fetchBalance = (call: TwilioCall): Result => ({
  status: 200,
  body: { account_sid: call.account.sid, balance: '1000.00', currency: 'USD' },
  element: 'Balance',
})

export function createKey(call: TwilioCall): Result {
  const sid = hexId('SK')
  call.happened({ id: sid })
  const body = { sid, friendly_name: call.params.text('FriendlyName') ?? '', secret: hexId('') }
  return { status: 201, body, element: 'Key' }
}

export function createToken(call: TwilioCall): Result {
  const username = hexId('')
  call.happened({ id: username })
  const body = { account_sid: call.account.sid, username, password: hexId(''), ttl: '86400', ice_servers: [] }
  return { status: 201, body, element: 'Token' }
}
