/** What the bench measures: a way to start a proxy before an upstream. */
import type { Language } from '../messages.ts'

export interface Place {
  /** For its files; removed at the end. */
  readonly folder: string
  /** Origin that it passes calls to. */
  readonly upstream: string
  /** Another for each start. */
  readonly name: string
  /** How many credentials it is given, where it reads them. */
  readonly keys: number
}

export interface Target {
  readonly name: string
  readonly url: string
  /** All that it needs to do its work, servers of its data too. Empty for the upstream itself. */
  readonly pids: readonly number[]
  readonly language: Language
  /** Besides content type and credential. */
  readonly headers: Readonly<Record<string, string>>
  /** Credentials that the calls take in turn; one of them for a hot budget. Null where any will do. */
  readonly bearers: readonly string[] | null
}

export interface Started {
  readonly target: Target
  readonly stop: () => Promise<void>
}

export interface Peer {
  readonly name: string
  /** Part of every run, or only of one that asks for all. */
  readonly group: 'usual' | 'further'
  /** Throws where it cannot be had here, with the reason: it is then left out, by name. */
  start(place: Place): Promise<Started>
}

/** Why a peer is missing, in words for the table. */
export interface LeftOut {
  readonly name: string
  readonly why: string
}
