/** The command line: what is asked of a run. */
import { parseArgs } from 'node:util'
import { chosenPeers } from './peers/all.ts'
import type { Peer } from './peers/peer.ts'

export const PARTS = ['throughput', 'latency', 'ledgers', 'keys', 'memory', 'fleet', 'fsync'] as const
export type Part = (typeof PARTS)[number]

export interface Wishes {
  /** Sanity only: without peers, and without figures worth keeping. */
  readonly quick: boolean
  readonly parts: ReadonlySet<Part>
  readonly peers: readonly Peer[]
  /** Ledgers that need a server of their own, too. */
  readonly allLedgers: boolean
  readonly rounds: number
  readonly seconds: number
  readonly connections: readonly number[]
  readonly rates: readonly number[]
  readonly callsInFlight: number
  /** Folder of the page and the plot. */
  readonly out: string
}

const CONNECTIONS_MAX = 4_000

/** What is no wish ends the process with one line. */
export function wishesOrEnd(argv: readonly string[]): Wishes {
  try {
    return readWishes(argv)
  } catch (error) {
    process.stderr.write(`bench: ${(error as Error).message}\n`)
    process.exit(2)
  }
}

/** Throws with the option's name for what is no wish. */
export function readWishes(argv: readonly string[]): Wishes {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      quick: { type: 'boolean', default: false },
      parts: { type: 'string' },
      peers: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      only: { type: 'string' },
      rates: { type: 'string' },
      out: { type: 'string' },
    },
  })
  const { quick } = values
  const peers = values.peers ?? (quick ? 'none' : 'usual')
  return {
    quick,
    parts: new Set(partsOf(values.parts ?? (quick ? 'throughput,latency,keys,memory' : PARTS.join(',')))),
    peers: chosenPeers(peers),
    allLedgers: peers === 'all',
    rounds: whole('rounds', values.rounds ?? (quick ? '1' : '3'), 1_000),
    seconds: whole('seconds', values.seconds ?? (quick ? '2' : '8'), 1_000),
    connections: list('only', values.only ?? (quick ? '1,32' : '1,32,256,1000'), CONNECTIONS_MAX),
    rates: list('rates', values.rates ?? (quick ? '1000' : '1000,3000'), 100_000),
    callsInFlight: quick ? 100 : 1_000,
    out: values.out ?? 'bench',
  }
}

function partsOf(text: string): readonly Part[] {
  return text.split(',').map((word) => {
    const part = PARTS.find((name) => name === word)
    if (part === undefined) throw new Error(`--parts: there is no ${word}; there are ${PARTS.join(', ')}`)
    return part
  })
}

const list = (name: string, text: string, most: number): readonly number[] =>
  text.split(',').map((word) => whole(name, word, most))

function whole(name: string, text: string, most: number): number {
  const value = /^[1-9]\d{0,6}$/.test(text) ? Number.parseInt(text, 10) : NaN
  if (!(value <= most)) throw new Error(`--${name} takes whole numbers from 1 to ${most}, not ${JSON.stringify(text)}`)
  return value
}
