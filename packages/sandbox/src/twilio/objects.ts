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

export interface Verification {
  readonly sid: string
  readonly service_sid: string
  readonly account_sid: string
  readonly to: string
  readonly channel: string
  status: 'pending' | 'approved'
  /** Ids of the attempts, oldest first. */
  readonly attempts: string[]
  readonly createdMs: number
}

export interface VerificationAttempt {
  readonly sid: string
  readonly account_sid: string
  readonly service_sid: string
  readonly verification_sid: string
  readonly channel: string
  readonly createdMs: number
}

export interface Call {
  readonly sid: string
  readonly account_sid: string
  readonly to: string
  readonly from: string
  seconds: number
  /** The call itself, and what its instructions dial. */
  legs: number
  readonly recorded: boolean
  state: 'made' | 'canceled' | 'completed'
  readonly createdMs: number
}

export interface PhoneNumber {
  readonly sid: string
  readonly account_sid: string
  readonly phone_number: string
  readonly friendly_name: string
  readonly createdMs: number
}
