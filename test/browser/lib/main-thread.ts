/** What a page's main thread did, task by task, from the browser's own trace: how long each took, and how much of that it computed. */
import type { Browser, Page } from 'playwright-core'

export interface Task {
  /** From its beginning to its end, milliseconds; on a busy machine mostly waiting for a core. */
  readonly wallMs: number
  /** What the thread computed in it, milliseconds: the same however many others want the cores, or nearly. */
  readonly cpuMs: number
}

interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly dur?: number
  readonly tdur?: number
}

const MARK = 'the thread that is looked at'
const TASK = 'RunTask'

/** The tasks of the page while `work` goes on. Pages of one browser are traced one at a time. */
export async function tasksDuring(browser: Browser, page: Page, work: () => Promise<void>): Promise<readonly Task[]> {
  const session = await browser.newBrowserCDPSession()
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: [
        'toplevel',
        'disabled-by-default-devtools.timeline',
        'devtools.timeline',
        'blink.user_timing',
      ],
    },
  })
  await page.evaluate((mark) => performance.mark(mark), MARK)
  await work()
  const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()))
  await session.send('Tracing.end')
  await complete
  await session.detach()
  const thread = events.find(({ name }) => name === MARK)
  if (thread === undefined) throw new Error('the trace does not have the mark of the page')
  return events
    .filter(({ name, pid, tid }) => name.endsWith(TASK) && pid === thread.pid && tid === thread.tid)
    .map(({ dur = 0, tdur = 0 }) => ({ wallMs: dur / 1_000, cpuMs: tdur / 1_000 }))
}
