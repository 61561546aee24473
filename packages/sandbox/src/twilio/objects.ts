/** Twilio's resources as they stand in its answers. */

export interface Account {
  readonly sid: string
  readonly auth_token: string
  readonly friendly_name: string
  /** The account that made it; its own SID for a main account. */
  readonly owner: string
  readonly createdMs: number
}

export interface Message {
  readonly sid: string
  readonly account_sid: string
  readonly to: string
  readonly from: string | null
  readonly messaging_service_sid: string | null
  body: string
  readonly segments: number
  readonly media: number
  /** `scheduled` and `canceled` stay; anything else follows from the time since `sentMs`. */
  state: 'sent' | 'scheduled' | 'canceled'
  readonly createdMs: number
  updatedMs: number
}

export interface VerifyService {
  readonly sid: string
  readonly account_sid: string
  readonly friendly_name: string
  readonly createdMs: number
}
