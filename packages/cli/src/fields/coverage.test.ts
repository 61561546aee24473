/** Whatever the API takes, a flag gives: a field that is added there and forgotten here is found. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  auditQueryShape,
  changeKeyRequest,
  createBudgetRequest,
  createConnectionRequest,
  issueKeyRequest,
  keysQuery,
  refusalsQuery,
  spendQuery,
} from '@keybrake/contract'
import { FILTER_FIELDS } from '../commands/audit/filters.ts'
import { CONNECTION_FIELDS, OTHER_CONNECTION_FIELDS } from '../commands/connections/fields.ts'
import { KEY_FILTERS } from '../commands/keys/list.ts'
import { REFUSAL_FIELDS } from '../commands/refusals.ts'
import { SPEND_FIELDS } from '../commands/spend.ts'
import { CAPS, DAY_RULE } from './caps.ts'
import type { Field } from './fields.ts'
import { CHANGE_FIELDS, ISSUE_FIELDS, OTHER_ISSUE_FIELDS } from './policy.ts'

const names = (fields: readonly Field[], more: readonly string[] = []): string[] =>
  [...fields.map(({ field }) => field), ...more].sort()
const shape = (of: Readonly<Record<string, unknown>>, without: readonly string[] = []): string[] =>
  Object.keys(of)
    .filter((name) => !without.includes(name))
    .sort()

test('every field of an issue has its flag', () => {
  assert.deepEqual(names(ISSUE_FIELDS, OTHER_ISSUE_FIELDS), shape(issueKeyRequest.shape))
})

test('every field of a key’s change has its flag', () => {
  assert.deepEqual(names(CHANGE_FIELDS, ['caps']), shape(changeKeyRequest.shape))
})

test('every field of a budget and of a connection has its flag', () => {
  assert.deepEqual(names([...CAPS, ...DAY_RULE], ['name']), shape(createBudgetRequest.shape))
  assert.deepEqual(names(CONNECTION_FIELDS, OTHER_CONNECTION_FIELDS), shape(createConnectionRequest.shape))
})

test('every filter of the audit log has its flag', () => {
  const { shape: fields } = auditQueryShape as unknown as { readonly shape: Readonly<Record<string, unknown>> }
  assert.deepEqual(names(FILTER_FIELDS, ['from', 'to']), shape(fields, ['limit', 'cursor', 'format']))
})

/** Of a schema that is read, and then made into what the server takes. */
const given = (query: unknown): Readonly<Record<string, unknown>> =>
  (query as { readonly def: { readonly in: { readonly shape: Readonly<Record<string, unknown>> } } }).def.in.shape

test('every field of a question for totals, for refusals and for keys has its flag', () => {
  assert.deepEqual(names(SPEND_FIELDS, ['from', 'to']), shape(given(spendQuery)))
  assert.deepEqual(names(REFUSAL_FIELDS, ['from', 'to']), shape(given(refusalsQuery)))
  // `sort` is `--nearest`.
  assert.deepEqual(names(KEY_FILTERS), shape(given(keysQuery), ['limit', 'cursor', 'sort']))
})
