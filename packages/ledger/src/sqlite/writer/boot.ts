/**
 * Was there a power cut? As long as the kernel is the same one, everything that a process wrote is in the files, synced or not. So
 * a ledger with leases notes under which kernel it works, and takes the note back when it ends in order.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { text } from './columns.ts'

const LEASED_UNDER = 'leased_under'
/** Stands for a kernel that is none: whoever opens the ledger next counts its blocks. */
const NONE = 'none'
const AGAIN_MS = 1_000

/** Changes with every start of the machine. Null: this platform does not tell. */
export function bootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return null
  }
}

/** Whether answers may be lost: a ledger with leases did not end in order, and not under this kernel. */
export function mayBeCut(db: DatabaseSync, boot: string | null): boolean {
  const row = db.prepare('SELECT value FROM settings WHERE name = ?').get(LEASED_UNDER)
  return row !== undefined && (boot === null || text(row, 'value') !== boot)
}

/** From now on, answers may be given before they are synced. To be synced first itself. */
export function noteLeases(db: DatabaseSync, boot: string | null): void {
  db.prepare('REPLACE INTO settings (name, value) VALUES (?, ?)').run(LEASED_UNDER, boot ?? NONE)
}

/** Everything that was answered is durable. */
export function forgetLeases(db: DatabaseSync): void {
  db.prepare('DELETE FROM settings WHERE name = ?').run(LEASED_UNDER)
}

/**
 * A sync failed, and the system tells so once: whoever opens the ledger next must count its blocks all the same. Nothing where it
 * has no leases.
 */
export function distrustLeases(db: DatabaseSync): void {
  db.prepare('UPDATE settings SET value = ? WHERE name = ?').run(NONE, LEASED_UNDER)
}

/** The same of a ledger that stopped in the middle: at once, or as soon as the disk takes it, as long as it is open. */
export function distrustSoon(db: DatabaseSync): void {
  if (!db.isOpen) return
  try {
    if (db.isTransaction) db.exec('ROLLBACK')
    distrustLeases(db)
  } catch {
    setTimeout(() => distrustSoon(db), AGAIN_MS).unref()
  }
}

/** The same where the ledger does not open. Where its file takes nothing, an empty one beside the journal stands for it. */
export function distrustAtOpening(db: DatabaseSync, marker: string): void {
  try {
    distrustLeases(db)
  } catch {
    writeFileSync(marker, '', { mode: 0o600 })
  }
}

/** Before anything is believed: what an opening that failed left. */
export function heedMarker(db: DatabaseSync, marker: string): void {
  if (!existsSync(marker)) return
  distrustLeases(db)
  rmSync(marker)
}
