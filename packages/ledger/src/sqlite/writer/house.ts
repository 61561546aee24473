import type { HouseVerbs } from './verb.ts'

export const houseVerbs: HouseVerbs = {
  lastBatch: (unit) => unit.lastBatch,
  probe(unit) {
    unit.db.prepare("REPLACE INTO settings (name, value) VALUES ('write_probe', ?)").run(String(unit.now))
  },
}
