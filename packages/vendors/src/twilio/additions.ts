/** A Twilio call goes out with the caller's fields alone: no resource of Twilio's has room for the id of a call. */
import type { Field } from '@keybrake/core'

export const additions = (): readonly Field[] => []
