/** What Resend knows. The oldest emails are forgotten beyond the bound. */
import { BoundedMap } from '../shared/bounded-map.ts'
import type { ApiKey, Email } from './objects.ts'

export class ResendState {
  readonly emails: BoundedMap<Email>
  readonly apiKeys: BoundedMap<ApiKey>

  constructor(kept: number) {
    this.emails = new BoundedMap(kept)
    this.apiKeys = new BoundedMap(kept)
  }
}
