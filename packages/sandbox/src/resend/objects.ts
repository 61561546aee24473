/** Resend's resources as they stand in its answers. */

export interface Email {
  readonly id: string
  readonly from: string
  readonly to: readonly string[]
  readonly cc: readonly string[]
  readonly bcc: readonly string[]
  readonly reply_to: readonly string[]
  readonly subject: string
  readonly html: string | null
  readonly text: string | null
  readonly created_at: string
  scheduled_at: string | null
  last_event: 'delivered' | 'scheduled' | 'canceled'
}

export interface ApiKey {
  readonly id: string
  readonly name: string
  readonly created_at: string
}

export interface Segment {
  readonly id: string
  readonly name: string
}

export interface Contact {
  readonly id: string
  readonly email: string
  /** Ids of the segments it is in. */
  readonly segments: Set<string>
}

export interface Broadcast {
  readonly id: string
  readonly segment_id: string
  status: 'draft' | 'sent'
}
