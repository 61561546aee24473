/**
 * Nothing is added to a Resend call. A tag would be the only place for our mark, but no list of Resend's shows tags, so it
 * could never be found again; and it could break a template or an automation that reads tags.
 */
import type { Field } from '@keybrake/core'

export const additions = (): readonly Field[] => []
