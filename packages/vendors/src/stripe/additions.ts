/** `metadata[keybrake_call]`: lets the vendor's object be found again from the audit log, also after a crash. */
import type { Field, ReadRequest } from '@keybrake/core'
import type { ConnectionFacts, Operation } from '../adapter.ts'
import { allFields } from '../shared/fields.ts'
import { RULES } from './rules/all.ts'

/** Stripe takes at most 50 keys. */
const METADATA_KEYS_MAX = 50

/** It makes an object with metadata, which is listed somewhere. */
const carriesMark = (name: string): boolean => RULES[name]?.listed !== undefined

export function additions(
  operation: Operation | null,
  request: ReadRequest,
  firstCallId: string,
  connection: ConnectionFacts,
): readonly Field[] {
  // A write without a body has its parameters in the query; a body beside them would be two bags.
  if (operation === null || !connection.correlate || !carriesMark(operation.name) || request.query.length > 0) return []
  let keys = 0
  for (const [name] of allFields(request)) {
    // `metadata=` clears all metadata; together with a key it could be read in two ways.
    if (name === 'metadata') return []
    if (name.startsWith('metadata[')) keys++
  }
  return keys >= METADATA_KEYS_MAX ? [] : [['metadata[keybrake_call]', firstCallId]]
}
