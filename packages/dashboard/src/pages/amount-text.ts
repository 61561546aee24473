/** Amounts as people type them. They are sent as the text that was typed: no float comes between that and what is capped. */
import { parseUsd } from '@keybrake/core'

/** What was typed without its `$` and separators. */
export const bareAmount = (text: string): string => text.trim().replace(/^\$/, '').replaceAll(',', '')

/** Micro-USD of what was typed: `500`, `$1,200.50`. Null for anything else, and for nothing. */
export const amountOf = (text: string): bigint | null => parseUsd(bareAmount(text), 'down')
