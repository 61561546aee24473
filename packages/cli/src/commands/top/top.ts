import type { Cli } from '../../cli.ts'
import { Fault } from '../../fault.ts'
import type { Column, Row } from '../../output/columns.ts'
import { whole } from '../../paging.ts'
import { option, type Verb } from '../../verb.ts'
import { Board, type Line } from './board.ts'
import { openScreen } from './screen.ts'

const EVERY_MS = 250
const AGAIN_MS = 5_000
/** Title, an empty line, the table's head, and the last line. */
const FRAME_LINES = 4

const columns = (by: string): readonly Column[] => [
  { name: by, kind: 'text' },
  { name: 'calls', kind: 'count' },
  { name: 'refused', kind: 'count' },
  { name: 'spent_usd', title: 'SPENT', kind: 'money' },
  { name: 'held_usd', title: 'HELD', kind: 'money', spare: 3 },
  { name: 'cap_usd', title: 'CAP', kind: 'money', spare: 4 },
  { name: 'remaining_usd', title: 'LEFT', kind: 'room', spare: 2 },
  { name: 'calls_a_second', title: '/S', kind: 'count', spare: 5 },
  { name: 'last', kind: 'time', spare: 1 },
]

export const top: Verb = {
  name: 'top',
  summary: 'Spend and calls of each run, most spent first, as it happens; q ends it',
  kind: 'reads',
  options: [
    option('--by <group>', 'run unless told', { choices: ['run', 'label'] }),
    option('--once', 'print the table once, and end'),
  ],
  async run(cli, given) {
    const by = given.text('by') === 'label' ? 'label' : 'run'
    const board = new Board(by)
    if (given.flag('once') || !cli.out.isForPeople) {
      await read(cli, board, by)
      // Only events tell of refusals, and it heard none: that is not 0.
      const lines = board.lines(Date.now()).map((line) => ({ ...rowOf(line, by), refused: null }))
      return cli.out.list({
        columns: columns(by),
        pages: whole(lines),
        name: (row) => String(row[by]),
        empty: 'No calls yet.',
      })
    }
    if (!cli.out.out.isTerminal || !cli.streams.stdin.isTTY)
      throw new Fault('usage', 'top draws on a terminal, and this is none', {
        next: 'keybrake top --once, or keybrake audit --follow',
      })
    await watch(cli, board, by)
  },
}

async function read({ client }: Cli, board: Board, by: 'run' | 'label'): Promise<void> {
  const [{ data }, budgets] = await Promise.all([
    client.spend.read({ by }),
    by === 'run' ? client.budgets.list({ kind: 'run' }).toArray(5_000) : [],
  ])
  board.begin(data, budgets)
}

async function watch(cli: Cli, board: Board, by: 'run' | 'label'): Promise<void> {
  const end = new AbortController()
  let isInterrupted = false
  const since = clock(new Date())
  const draw = (): void => screen.draw(frame(cli, board, { by, since, rows: screen.rows }))
  const totals = new Totals(() => read(cli, board, by))
  await totals.read()
  const screen = openScreen(
    cli.streams,
    (key) => {
      if (key === 'interrupt') isInterrupted = true
      if (key === 'interrupt' || key === 'q') end.abort()
    },
    () => draw(),
  )
  const signal = AbortSignal.any([end.signal, cli.interrupted])
  const timer = setInterval(draw, EVERY_MS)
  try {
    draw()
    for await (const event of cli.client.events.watch({ signal, opened: () => totals.readSoon() })) {
      if (event.kind === 'gap' || !board.take(event, Date.now())) totals.readSoon()
      else totals.heard()
    }
  } finally {
    clearInterval(timer)
    totals.stop()
    screen.close()
  }
  if (isInterrupted) throw new Fault('interrupted', 'ended')
}

/**
 * The server's totals: read when the stream opens, and again where an event could not be counted. What was told while they
 * were under way may be in them or not; then they are read once more, later.
 */
class Totals {
  readonly #read: () => Promise<void>
  #timer: NodeJS.Timeout | null = null
  #isReading = false
  #isDoubtful = false

  constructor(read: () => Promise<void>) {
    this.#read = read
  }

  heard(): void {
    this.#isDoubtful ||= this.#isReading
  }

  readSoon(afterMs = EVERY_MS): void {
    this.#timer ??= setTimeout(() => void this.read().catch(() => this.readSoon(AGAIN_MS)), afterMs)
  }

  async read(): Promise<void> {
    this.#timer = null
    this.#isReading = true
    this.#isDoubtful = false
    try {
      await this.#read()
    } finally {
      this.#isReading = false
    }
    if (this.#isDoubtful) this.readSoon(AGAIN_MS)
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
  }
}

interface Shape {
  readonly by: string
  /** Since when events are counted: refusals are in no total. */
  readonly since: string
  readonly rows: number
}

function frame({ out, client }: Cli, board: Board, { by, since, rows }: Shape): readonly string[] {
  const all = board.lines(Date.now())
  const shown = all.slice(0, Math.max(1, rows - FRAME_LINES))
  const table =
    shown.length === 0
      ? ['No calls yet.']
      : out
          .table(
            columns(by),
            shown.map((line) => rowOf(line, by)),
          )
          .trimEnd()
          .split('\n')
  const rest = all.length > shown.length ? `, ${all.length - shown.length} more` : ''
  return [
    out.out.paint('bold', `keybrake top  ${client.url}  ${clock(new Date())}`),
    '',
    ...table,
    out.out.paint('dim', `q ends it; refused since ${since}${rest}`),
  ]
}

const clock = (at: Date): string => at.toLocaleTimeString('en-GB')

const usd = (micro: bigint | null): number | null => (micro === null ? null : Number(micro) / 1_000_000)

const rowOf = (line: Line, by: string): Row => ({
  [by]: line.group === '' ? null : line.group,
  calls: line.calls,
  refused: line.refused,
  spent_usd: usd(line.spent),
  held_usd: usd(line.held),
  cap_usd: usd(line.cap),
  remaining_usd: usd(line.left),
  calls_a_second: line.rate,
  last: line.lastMs === null ? null : new Date(line.lastMs).toISOString(),
})
