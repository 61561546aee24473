import type { DatabaseSync } from 'node:sqlite'
import type { Instant } from '@keybrake/core'
import type { BrakeState, ConnectionRecord } from '../../../registry.ts'
import { bytesOrNull, type Columns, integer, text, time, timeOrNull } from '../columns.ts'
import { Table } from '../table.ts'

/** A connection as the writer changes it. */
export type Connection = { -readonly [M in keyof ConnectionRecord]: ConnectionRecord[M] }

export function connectionFrom(row: Columns): Connection {
  return {
    name: text(row, 'name'),
    vendor: text(row, 'vendor'),
    secret: bytesOrNull(row, 'secret'),
    secretRef: text(row, 'secret_ref'),
    budgetId: text(row, 'budget_id'),
    sandbox: integer(row, 'sandbox') === 1,
    revision: integer(row, 'revision'),
    createdAt: time(row, 'created_at'),
    updatedAt: time(row, 'updated_at'),
    deletedAt: timeOrNull(row, 'deleted_at'),
    document: text(row, 'document'),
  }
}

const SELECT = `SELECT name, vendor, secret, secret_ref, budget_id, sandbox, revision, created_at, updated_at, deleted_at, document
  FROM connections WHERE name = ?`

const REPLACE = `REPLACE INTO connections (name, vendor, secret, secret_ref, budget_id, sandbox, revision, created_at, updated_at,
  deleted_at, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

export function connectionTable(db: DatabaseSync): Table<Connection> {
  const select = db.prepare(SELECT)
  const replace = db.prepare(REPLACE)
  return new Table(
    (name) => {
      const row = select.get(name)
      return row === undefined ? null : connectionFrom(row)
    },
    (c) => {
      const sandbox = c.sandbox ? 1 : 0
      const times = [c.createdAt, c.updatedAt, c.deletedAt] as const
      replace.run(c.name, c.vendor, c.secret, c.secretRef, c.budgetId, sandbox, c.revision, ...times, c.document)
    },
  )
}

/** A brake as the writer changes it; `vendor` '' is every vendor. */
export interface Brake {
  readonly vendor: string
  engaged: boolean
  reason: string
  at: Instant
  principalId: string
}

export function brakeFrom(row: Columns): Brake {
  return {
    vendor: text(row, 'vendor'),
    engaged: integer(row, 'engaged') === 1,
    reason: text(row, 'reason'),
    at: time(row, 'at'),
    principalId: text(row, 'principal_id'),
  }
}

export const brakeState = (brake: Brake): BrakeState => ({
  ...brake,
  vendor: brake.vendor === '' ? null : brake.vendor,
})

const SELECT_BRAKES = 'SELECT vendor, engaged, reason, at, principal_id FROM brakes'

const REPLACE_BRAKE = 'REPLACE INTO brakes (vendor, engaged, reason, at, principal_id) VALUES (?, ?, ?, ?, ?)'

/** All brakes are kept in memory: there are few, and every call asks for two. */
export class Brakes {
  readonly #db: DatabaseSync
  #known: Map<string, Brake> | null = null
  readonly #dirty = new Set<Brake>()

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  all(): readonly Brake[] {
    return [...this.#kept().values()]
  }

  get(vendor: string): Brake | null {
    return this.#kept().get(vendor) ?? null
  }

  set(brake: Brake): void {
    this.#kept().set(brake.vendor, brake)
    this.#dirty.add(brake)
  }

  flush(): void {
    if (this.#dirty.size === 0) return
    const replace = this.#db.prepare(REPLACE_BRAKE)
    for (const { vendor, engaged, reason, at, principalId } of this.#dirty) {
      replace.run(vendor, engaged ? 1 : 0, reason, at, principalId)
    }
    this.#dirty.clear()
  }

  drop(): void {
    this.#known = null
    this.#dirty.clear()
  }

  #kept(): Map<string, Brake> {
    this.#known ??= new Map(
      this.#db
        .prepare(SELECT_BRAKES)
        .all()
        .map((row) => [text(row, 'vendor'), brakeFrom(row)]),
    )
    return this.#known
  }
}
