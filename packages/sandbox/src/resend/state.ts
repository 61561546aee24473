/** What Resend knows. The oldest of each kind are forgotten beyond the bound. */
import { BoundedMap } from '../shared/bounded-map.ts'
import type { ApiKey, Broadcast, Contact, Email, Segment } from './objects.ts'

export class ResendState {
  readonly emails: BoundedMap<Email>
  readonly apiKeys: BoundedMap<ApiKey>
  readonly segments: BoundedMap<Segment>
  readonly contacts: BoundedMap<Contact>
  readonly broadcasts: BoundedMap<Broadcast>

  constructor(kept: number) {
    this.emails = new BoundedMap(kept)
    this.apiKeys = new BoundedMap(kept)
    this.segments = new BoundedMap(kept)
    this.contacts = new BoundedMap(kept)
    this.broadcasts = new BoundedMap(kept)
  }
}
