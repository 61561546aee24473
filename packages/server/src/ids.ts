/** Ids: a prefix that says what it is, then a UUIDv7 in hexadecimal, so that ids sort by time. */
import { randomUUIDv7 } from 'node:crypto'

export type IdPrefix = 'call' | 'key' | 'bud' | 'prn' | 'evt'

export const newId = (prefix: IdPrefix): string => `${prefix}_${randomUUIDv7().replaceAll('-', '')}`
