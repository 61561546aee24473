/** Nothing is added to a Resend call: a tag of ours could break a template or an automation that reads tags. */
import type { Field } from '@keybrake/core'

export const additions = (): readonly Field[] => []
