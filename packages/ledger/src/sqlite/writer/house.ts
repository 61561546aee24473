import { integer } from './columns.ts'
import type { HouseVerbs } from './verb.ts'

export const houseVerbs: HouseVerbs = {
  barrier(unit) {
    const row = unit.db
      .prepare("SELECT coalesce(max(seq), 0) AS batch FROM sqlite_sequence WHERE name = 'outbox'")
      .get()
    const last = row === undefined ? 0 : integer(row, 'batch')
    // What stands before the barrier in this very commit gets its row when the commit ends.
    return unit.hasEntries ? last + 1 : last
  },
  probe(unit) {
    unit.db.prepare("REPLACE INTO settings (name, value) VALUES ('write_probe', ?)").run(String(unit.now))
  },
  tidy(unit) {
    unit.flush()
  },
  trim(unit, batch) {
    unit.db.prepare('DELETE FROM outbox WHERE batch <= ?').run(batch)
  },
}
