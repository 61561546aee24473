/** What Twilio knows: accounts as they first appear, their messages and Verify services. */
import { BoundedMap } from '../shared/bounded-map.ts'
import type { Account, Message, VerifyService } from './objects.ts'

const ACCOUNTS_KEPT = 1000

export class TwilioState {
  readonly accounts = new BoundedMap<Account>(ACCOUNTS_KEPT)
  readonly messages: BoundedMap<Message>
  readonly services: BoundedMap<VerifyService>

  constructor(kept: number) {
    this.messages = new BoundedMap(kept)
    this.services = new BoundedMap(kept)
  }

  /** The account of a credential, made when it is first seen. */
  account(sid: string, authToken: string, atMs: number): Account {
    const known = this.accounts.get(sid)
    if (known !== undefined) return known
    const account: Account = { sid, auth_token: authToken, friendly_name: 'Sandbox', owner: sid, createdMs: atMs }
    this.accounts.set(sid, account)
    return account
  }
}
