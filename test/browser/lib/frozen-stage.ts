/**
 * What the product answered to each page after the day's work of `story.ts`, kept as a file: so that a picture of a page is the same
 * on every day. The page itself, its files and its policy come from the running product; so does the event stream, which is silent.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Browser, Page, Route } from 'playwright-core'
import { charge, DESKTOP, PHONE, person, type Scene, startScene } from './scene.ts'
import { pages, tell } from './story.ts'

const FILE = new URL('../snapshots/fixtures/answers.json', import.meta.url)
const SESSION = '/dashboard/session'
const EVENTS = '/vault/events'

/** Answers by path and query. */
type Answers = Readonly<Record<string, unknown>>

export interface FrozenStage {
  /** Milliseconds of the epoch: the time on every clock. */
  readonly nowMs: number
  /** Paths of the pages by their names. */
  readonly pages: Readonly<Record<string, string>>
  readonly answers: Answers
  /** In place of some of `answers` while all calls are stopped, a moment later. */
  readonly braked: { readonly nowMs: number; readonly answers: Answers }
}

export const readStage = (): FrozenStage => JSON.parse(readFileSync(FILE, 'utf8')) as FrozenStage

/** Tells the story to a running product, opens every page at both widths, and keeps what was answered. */
export async function recordStage(browser: Browser): Promise<void> {
  await using scene = await startScene()
  const story = await tell(scene)
  const nowMs = Date.now()
  const everyPage = pages(story)
  const answers = await answersTo(browser, scene, nowMs, Object.values(everyPage))
  const runaway = await scene.admin.issue({ label: 'runaway', total_usd_cap: 900 })
  await scene.admin.request('PUT', '/vault/brake', { engaged: true, reason: 'runaway agent, 02:14' })
  await charge(scene, runaway.vault_key, 5_000)
  const brakedMs = Date.now()
  const braked = await answersTo(browser, scene, brakedMs, ['/'])
  const text = (part: Answers): string =>
    Object.keys(part)
      .sort()
      .map((name) => `${JSON.stringify(name)}: ${JSON.stringify(part[name])}`)
      .join(',\n')
  writeFileSync(
    FILE,
    `{"nowMs": ${nowMs},\n"pages": ${JSON.stringify(everyPage)},\n"answers": {\n${text(answers)}\n},\n"braked": {"nowMs": ${brakedMs}, "answers": {\n${text(braked)}\n}}}\n`,
  )
}

async function answersTo(browser: Browser, scene: Scene, nowMs: number, paths: readonly string[]): Promise<Answers> {
  const answers: Record<string, unknown> = {}
  for (const viewport of [DESKTOP, PHONE]) {
    const { context, page, go } = await person(browser, scene.product.url, undefined, { viewport })
    await page.clock.setFixedTime(nowMs)
    await page.route(isAsked, async (route) => {
      const answer = await route.fetch()
      const json = withTime(nameOf(route), await answer.json(), nowMs)
      answers[nameOf(route)] ??= json
      await route.fulfill({ response: answer, json })
    })
    for (const path of paths) {
      await go(path)
      await page.waitForTimeout(1_500)
    }
    await context.close()
  }
  return answers
}

/** The server's clock in the session must be the page's own: else the page corrects by the difference. */
const withTime = (name: string, json: unknown, nowMs: number): unknown =>
  name === SESSION
    ? { ...(json as object), server: { ...(json as { server: object }).server, time: new Date(nowMs).toISOString() } }
    : json

/** From now on the page is answered from this, and this is its time. @returns what it asked for that was not kept, filled as it goes on */
export async function serveStage(page: Page, nowMs: number, answers: Answers): Promise<readonly string[]> {
  const missing: string[] = []
  await page.clock.setFixedTime(nowMs)
  await page.route(isAsked, async (route) => {
    const json = answers[nameOf(route)]
    if (json === undefined) missing.push(nameOf(route))
    await (json === undefined ? route.abort() : route.fulfill({ json }))
  })
  return missing
}

const isAsked = ({ pathname }: URL): boolean =>
  pathname === SESSION || (pathname.startsWith('/vault/') && pathname !== EVENTS)

function nameOf(route: Route): string {
  const { pathname, search } = new URL(route.request().url())
  return pathname + search
}
