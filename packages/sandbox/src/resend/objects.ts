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
