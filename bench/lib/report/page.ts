/** RESULTS.md: every table, and under which circumstances it was measured. */
import type { Books } from '../keybrake.ts'
import type { LedgerTurn } from '../parts/ledgers.ts'
import type { LeftOut } from '../peers/peer.ts'
import { aimsTable, type Turns } from './aims.ts'
import { table, whole } from './format.ts'
import { fleetTable, keysTable, latencyTable, ledgerTable, memoryTable, noise, throughputTable } from './sections.ts'

export interface AllTurns extends Turns {
  readonly ledgers: readonly LedgerTurn[]
}

export interface Circumstances {
  readonly date: string
  readonly machine: string
  readonly rounds: number
  readonly seconds: number
  /** What each Keybrake's ledger says, and how many calls its upstream served. */
  readonly books: readonly { readonly name: string; readonly books: Books; readonly served: number }[]
  readonly leftOut: readonly LeftOut[]
  /** File beside the page, where there is one. */
  readonly plot: string | null
}

export function resultsPage(turns: AllTurns, circumstances: Circumstances): string {
  const { date, machine, rounds, seconds, books, leftOut, plot } = circumstances
  const measured = [...turns.throughput, ...turns.latency, ...turns.keys]
  const aims = aimsTable(turns)
  return [
    '# What the brake costs',
    '',
    'Written by `npm run bench`; what each column means, and what is fair and what is not, stands in `README.md`. Targets take turns inside each',
    'round; figures are medians over rounds, ratios and differences are taken inside each round, with their least and greatest value.',
    '',
    `- date: ${date}`,
    `- machine: ${machine}`,
    `- ${rounds} rounds of ${seconds} s a turn`,
    ...(measured.length === 0 ? [] : [`- noise: ${noise(measured, turns.latency)}`]),
    ...books.map(booksLine),
    '',
    ...(aims === '' ? [] : ['## Floors and aims', '', aims, '']),
    ...section('Throughput, closed loop', turns.throughput, throughputTable, [
      'So many connections that each ask again when they are answered; 1,000 vault keys in turn.',
      ...(plot === null ? [] : ['', `![Throughput and added latency against connections](${plot})`]),
    ]),
    ...section('Latency at a fixed rate', turns.latency, latencyTable, [
      'Calls leave by the clock, all with one vault key; a latency counts from the moment when its call was meant to be sent. Microseconds.',
      'A bold number of answers: the target cannot bear the rate, and its latencies only say how long the bench went on.',
    ]),
    ...section('Ledgers alone', turns.ledgers, ledgerTable, [
      '64 callers, every reservation on disk before it is answered; client and server on one core. The two counters only count;',
      'Keybrake’s reservation also checks the key, records the call and its end, and goes into the audit log.',
    ]),
    ...section('Two nodes, one database, one hot budget', turns.fleet, fleetTable, [
      'All servers on both cores, shared with load and upstream; 64 connections in all, one vault key.',
    ]),
    ...section('Leases on a slow disk', turns.fsync, latencyTable, [
      'As latency at a fixed rate. strace holds every `fsync` and `fdatasync` of one of the two back for a second.',
    ]),
    ...section('Keys issued over the admin API', turns.keys, keysTable, [
      '64 callers, every key on disk before it is answered.',
    ]),
    ...section('Memory', turns.memory, memoryTable, [
      'Resident, all processes of the target, freshly started; every call has arrived at the upstream, which answers nobody yet.',
    ]),
    ...(leftOut.length === 0
      ? []
      : [
          '## Left out',
          '',
          table(
            [
              ['what', 'left'],
              ['why', 'left'],
            ],
            leftOut.map(({ name, why }) => [name, why]),
          ),
          '',
        ]),
  ].join('\n')
}

function section<T>(
  title: string,
  turns: readonly T[],
  tableOf: (turns: readonly T[]) => string,
  words: readonly string[],
): readonly string[] {
  return turns.length === 0 ? [] : [`## ${title}`, '', ...words, '', tableOf(turns), '']
}

function booksLine({ name, books, served }: Circumstances['books'][number]): string {
  const calls = `upstream served ${whole(served)} calls; budgets count ${whole(books.keyCalls)}, the audit log ${whole(books.auditCalls)}, ${whole(books.unsentCalls)} of them never sent because the caller had left`
  const money = `money in the budgets ${whole(books.keySpentUsd)} USD, in the audit log ${whole(books.auditSpentUsd)} USD`
  return `- books of ${name}: ${calls}; ${money}`
}
