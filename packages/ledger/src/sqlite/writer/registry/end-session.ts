import type { RegistryVerbs } from '../verb.ts'
import { prepared } from './prepared.ts'

/** Ended sessions stand among the settings, each with the moment from which it would be refused anyway: then it is forgotten. */
const PREFIX = 'ended-session:'
const AFTER_PREFIX = 'ended-session;'
const PUT = 'REPLACE INTO settings (name, value) VALUES (?, ?)'
const FORGET = 'DELETE FROM settings WHERE name > ? AND name < ? AND CAST(value AS INTEGER) <= ?'
const SELECT = 'SELECT 1 FROM settings WHERE name = ?'

export const endSession: RegistryVerbs['endSession'] = (unit, sessionId, until, at) => {
  prepared(unit.db, FORGET).run(PREFIX, AFTER_PREFIX, unit.time(at))
  prepared(unit.db, PUT).run(PREFIX + sessionId, String(until))
}

export const isSessionEnded: RegistryVerbs['isSessionEnded'] = (unit, sessionId) =>
  prepared(unit.db, SELECT).get(PREFIX + sessionId) !== undefined
