/** Statements of the registry, each prepared once per connection. The texts are constants of the verbs' files. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'

const known = new WeakMap<DatabaseSync, Map<string, StatementSync>>()

export function prepared(db: DatabaseSync, sql: string): StatementSync {
  let statements = known.get(db)
  if (statements === undefined) {
    statements = new Map()
    known.set(db, statements)
  }
  let statement = statements.get(sql)
  if (statement === undefined) {
    statement = db.prepare(sql)
    statements.set(sql, statement)
  }
  return statement
}
