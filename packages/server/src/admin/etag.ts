/** Two people may change one thing: whoever sends `If-Match` changes only what they have seen. */
import { createHash } from 'node:crypto'
import type { BudgetRecord, ConnectionRecord, KeyRecord } from '@keybrake/ledger'
import { type Problem, problem } from './answer.ts'
import { encodeCaps } from './document-text.ts'

const TAG_CHARS = 22

/** Of what can be changed by a request; what is spent and held moves with every call, and is no part of it. */
export const budgetTag = ({ caps, dayReset, closedAt }: Pick<BudgetRecord, 'caps' | 'dayReset' | 'closedAt'>): string =>
  tagOf([encodeCaps(caps), dayReset.kind === 'midnight' ? dayReset.timezone : null, closedAt])

export const connectionTag = ({ createdAt, revision }: Pick<ConnectionRecord, 'createdAt' | 'revision'>): string =>
  tagOf([createdAt, revision])

export const keyTag = ({ id, revision }: Pick<KeyRecord, 'id' | 'revision'>): string => tagOf([id, revision])

const tagOf = (state: unknown): string =>
  `"${createHash('sha256').update(JSON.stringify(state)).digest('base64url').slice(0, TAG_CHARS)}"`

/** RFC 9110, 13.1.1, for tags that are all strong. True where the request does not ask. */
export const matches = (ifMatch: string | null, tag: string): boolean =>
  ifMatch === null ||
  ifMatch.trim() === '*' ||
  ifMatch
    .split(',')
    .map((each) => each.trim())
    .includes(tag)

/** @param current the object as it is now, so that the page can show what the other one did */
export const changedMeanwhile = (what: string, current: unknown): Problem =>
  problem('changed_meanwhile', `The ${what} was changed since you read it. Look at it again before you change it.`, {
    current,
  })
