/** The files of the journal: each is named by the number of its first commit, and goes on where the one before ends. */
import { mkdirSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'

export const journalDir = (dataDir: string): string => join(dataDir, 'journal')

const NAME = /^(\d{16})\.journal$/
const SPARE = /^spare-(\d+)\.journal$/

export const segmentPath = (dir: string, first: number): string =>
  join(dir, `${String(first).padStart(16, '0')}.journal`)

export const sparePath = (dir: string, number: number): string => join(dir, `spare-${number}.journal`)

/** The segment behind one that is not synced yet: it gets its name when that one is (journal.ts). */
export const nextPath = (dir: string): string => join(dir, 'next.journal')

/** First numbers of all segments, rising. Makes the folder where it is missing. */
export function segmentsIn(dir: string): number[] {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  return readdirSync(dir)
    .flatMap((name) => {
      const digits = NAME.exec(name)?.[1]
      return digits === undefined ? [] : [Number.parseInt(digits, 10)]
    })
    .sort((a, b) => a - b)
}

/** Paths of files that are allocated already and hold nothing of use. */
export const sparesIn = (dir: string): string[] =>
  readdirSync(dir)
    .filter((name) => SPARE.test(name))
    .map((name) => join(dir, name))

/** Of a path that `sparesIn` gave. */
export const spareNumber = (path: string): number => Number.parseInt(SPARE.exec(basename(path))?.[1] ?? '', 10)
