/** Lists of the API, page by page, as far as they are wanted. */
import type { Listing, Page, PageQuery } from '@keybrake/client'
import { usage } from './fault.ts'
import type { Given } from './given.ts'
import type { Output } from './output/output.ts'
import type { Row } from './output/columns.ts'

const ROWS_DEFAULT = 100
const PAGE_MAX = 1000

/** @param list one listing of the client, asked for with a page's query */
export async function* pagesOf<T extends object>(
  list: (page: PageQuery) => Listing<T>,
  given: Given,
  out: Output,
): AsyncGenerator<readonly Row[], void, undefined> {
  const limit = given.whole('limit', '--limit', 1)
  if (limit !== null && given.flag('all')) throw usage('--limit and --all contradict each other; give one')
  let left = given.flag('all') ? Infinity : (limit ?? ROWS_DEFAULT)
  let cursor: string | null = null
  do {
    const page: Page<T> = await list({ limit: Math.min(left, PAGE_MAX), ...(cursor === null ? {} : { cursor }) }).page()
    yield page.data as unknown as readonly Row[]
    left -= page.data.length
    cursor = page.next_cursor
  } while (cursor !== null && left > 0)
  if (cursor !== null && limit === null) out.note(`There are more: --all shows them, --limit says how many.`)
}

/** A list that comes whole. */
export async function* whole(rows: readonly object[]): AsyncGenerator<readonly Row[], void, undefined> {
  yield rows as readonly Row[]
}
