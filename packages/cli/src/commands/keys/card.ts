import type { Cli } from '../../cli.ts'
import type { Column, Row } from '../../output/columns.ts'
import { idOf, KEY_CARD, LINE_COLUMNS, linesOf } from './columns.ts'

/** One key: its policy and, for people, a table of the caps it draws on, its own and its run's. Other forms have both in one object. */
export async function writeKey(cli: Cli, key: Row, columns: readonly Column[] = KEY_CARD): Promise<void> {
  await cli.out.object(key, columns, idOf)
  const lines = linesOf(key)
  if (cli.out.isForPeople && lines.length > 0) await cli.out.write(`\n${cli.out.table(LINE_COLUMNS, lines)}`)
}
