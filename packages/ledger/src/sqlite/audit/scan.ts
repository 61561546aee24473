/**
 * Reads a line as the projection needs it, in a third of the time that parsing takes. Of the two entries that every call
 * writes we know the shape (writer/money/entries.ts, server/src/call/facts.ts): the few members that rows, totals and index are
 * made of are cut out, the rest is passed over. A line of any other shape is parsed, so both ways always tell the same.
 */
import { BoundedMap } from './bounded.ts'
import { type BriefAdmit, type BriefEntry, type BriefLater, parseLine } from './line.ts'

type Facts = Readonly<Record<string, unknown>>

/** A text without an escape is its own JSON; where texts hold no bracket, arrays of arrays end at the first `]]`. */
const TEXT = String.raw`"[^"\\]*"`
const TEXT_OR_NULL = `(?:null|${TEXT})`
const ARRAYS = String.raw`\[(?:\[[^[\]\\]*\],?)*\]`
const DRAWS = String.raw`\[(?:\[${TEXT}(?:,"\d+")*\](?:,(?=\[))?)*\]`
const NUMBER = '[\\d.]+'

const ADMIT = new RegExp(
  `^\\{"k":"admit","id":(${TEXT}),"t":(\\d+),"key":(${TEXT}),"state":"(held|free)","reserved":"(\\d+)",` +
    `"replay_of":${TEXT_OR_NULL},"observed":(${TEXT_OR_NULL}),"draws":(${DRAWS}),"lines":${ARRAYS},"f":\\{`,
)
/** What the calls of a key have in common. */
const COMMON_FACTS = new RegExp(
  `"key_label":${TEXT_OR_NULL},"run":${TEXT_OR_NULL},"principal":${TEXT},"connection":${TEXT},"vendor":${TEXT},` +
    `"operation":${TEXT_OR_NULL}(?:,"money_class":${TEXT})?`,
  'y',
)
const OUTCOME = new RegExp(
  `^\\{"k":"outcome","id":(${TEXT}),"t":(\\d+),"state":"(\\w+)","counted":"(\\d+)","overage":"\\d+",` +
    `"draws":(${DRAWS}),"lines":${ARRAYS},"f":\\{`,
)
const OUTCOME_FACTS = new RegExp(
  `"status":(\\d+|null),"latency_ms":${NUMBER},"proxy_ms":${NUMBER}(?:,"error":${TEXT})?` +
    `(?:,"vendor_request_id":"([^"\\\\]*)")?(?:,"vendor_object_id":"([^"\\\\]*)")?`,
  'y',
)
/** What makes the rest of the facts worth parsing: a name that is read, or an escape, which may hide one. */
const MORE =
  /\\|"(?:key_label|run|principal|vendor|operation|money_class|tags|(?:exhausted_)?status|vendor_(?:request|object)_id)"/

export function scanLine(line: string): BriefEntry {
  try {
    return scanAdmit(line) ?? scanOutcome(line) ?? parseLine(line)
  } catch {
    return parseLine(line)
  }
}

/** Texts that are kept are parsed rather than cut out: a piece of a string keeps the whole of it in memory. */
function scanAdmit(line: string): BriefAdmit | null {
  const found = ADMIT.exec(line)
  if (found === null) return null
  const common = commonFacts(line, found[0].length)
  return {
    k: 'admit',
    id: JSON.parse(found[1] as string) as string,
    t: Number.parseInt(found[2] as string, 10),
    key: JSON.parse(found[3] as string) as string,
    state: found[4] as 'held' | 'free',
    reserved: found[5] as string,
    observed: JSON.parse(found[6] as string) as string | null,
    draws: found[7] as string,
    f: common?.facts ?? parsedFacts(line, found[0].length),
    groupText: common?.text,
  }
}

function scanOutcome(line: string): BriefLater | null {
  const found = OUTCOME.exec(line)
  if (found === null) return null
  return {
    k: 'outcome',
    id: found[1]?.slice(1, -1) as string,
    t: Number.parseInt(found[2] as string, 10),
    state: found[3] as string,
    counted: found[4] as string,
    draws: found[5] as string,
    f: outcomeFacts(line, found[0].length) ?? parsedFacts(line, found[0].length),
  }
}

interface Common {
  readonly text: string
  readonly facts: Facts
}

const COMMON_KEPT = 1_000
const common = new BoundedMap<string, Common>(COMMON_KEPT)

function commonFacts(line: string, start: number): Common | null {
  COMMON_FACTS.lastIndex = start
  const found = COMMON_FACTS.exec(line)
  if (found === null || !isOver(line, start + found[0].length)) return null
  const known = common.get(found[0])
  if (known !== undefined) return known
  const text = Buffer.from(found[0]).toString()
  const made = { text, facts: JSON.parse(`{${text}}`) as Facts }
  common.set(text, made)
  common.trim()
  return made
}

function outcomeFacts(line: string, start: number): Facts | null {
  OUTCOME_FACTS.lastIndex = start
  const found = OUTCOME_FACTS.exec(line)
  if (found === null || !isOver(line, start + found[0].length)) return null
  return {
    status: found[1] === 'null' ? null : Number.parseInt(found[1] as string, 10),
    vendor_request_id: found[2],
    vendor_object_id: found[3],
  }
}

const isOver = (line: string, from: number): boolean => line.endsWith('}}') && !MORE.test(line.slice(from))

/** Facts are the last member, `start` is after their brace. Throws where the line does not end with them. */
function parsedFacts(line: string, start: number): Facts {
  if (!line.endsWith('}')) throw new SyntaxError('the line does not end')
  return JSON.parse(line.slice(start - 1, -1)) as Facts
}
