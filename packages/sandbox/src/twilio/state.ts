/** What Twilio knows: accounts as they first appear, and what they sent, called, verified and rented. */
import { BoundedMap } from '../shared/bounded-map.ts'
import type {
  Account,
  Call,
  Message,
  PhoneNumber,
  Verification,
  VerificationAttempt,
  VerifyService,
} from './objects.ts'

const ACCOUNTS_KEPT = 1000

export class TwilioState {
  readonly accounts = new BoundedMap<Account>(ACCOUNTS_KEPT)
  readonly messages: BoundedMap<Message>
  readonly services: BoundedMap<VerifyService>
  /** By service and recipient: one at a time is pending. */
  readonly verifications: BoundedMap<Verification>
  readonly attempts: BoundedMap<VerificationAttempt>
  readonly calls: BoundedMap<Call>
  readonly numbers: BoundedMap<PhoneNumber>

  constructor(kept: number) {
    this.messages = new BoundedMap(kept)
    this.services = new BoundedMap(kept)
    this.verifications = new BoundedMap(kept)
    this.attempts = new BoundedMap(kept)
    this.calls = new BoundedMap(kept)
    this.numbers = new BoundedMap(kept)
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
