/** Lists of 10,000 rows under a turning wheel: the frames that the page drops, and what it computes for each. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { browserTest } from '../lib/browser.ts'
import { type Control, type Noise, startControl } from '../lib/control.ts'
import { percentile } from '../lib/load.ts'
import { tasksDuring } from '../lib/main-thread.ts'
import { ms, say } from '../lib/measure.ts'
import { eventually, person, type Scene, startScene } from '../lib/scene.ts'

const ROWS = 10_000
const AT_A_TIME = 40
const TURNS = 120
/** Each frame: 6,000 pixels, or 150 rows, a second. */
const TURN_PX = 100
/** A frame of a screen that draws 60 times a second. */
const FRAME_MS = 1_000 / 60
/** Of a hundred frames. Judged where the machine lets a page have its frames: see `Noise`. */
const DROPPED_MAX = 10
/** Rows that are in the page at a time: a screen of them, and some on either side. */
const DRAWN_MAX = 60

const NOTE_FRAMES = `(() => {
  window.frames = []
  let last = performance.now()
  const look = (now) => {
    window.frames.push(now - last)
    last = now
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
})()`

/** Keys by the thousand; the log has an entry for each. */
async function issueMany(scene: Scene): Promise<void> {
  let next = 0
  const issuer = async (): Promise<void> => {
    for (let n = next++; n < ROWS; n = next++) await scene.admin.issue({ label: `agent-${n}`, total_usd_cap: 10 + n })
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, issuer))
}

/** Down through pages of the list until it has them all. */
async function loadAll(page: Page): Promise<void> {
  const rows = () =>
    page.evaluate(() =>
      Number(
        document.querySelector('table')?.ariaRowCount ?? document.querySelector('table')?.getAttribute('aria-rowcount'),
      ),
    )
  await eventually(async () => {
    await page.evaluate(() => window.scrollTo({ top: document.body.scrollHeight }))
    assert.ok((await rows()) > ROWS, `${await rows()} rows`)
  }, 120_000)
  await page.evaluate(() => window.scrollTo({ top: 0 }))
  await page.waitForTimeout(500)
}

interface Scrolled {
  /** Milliseconds from frame to frame. */
  readonly frames: readonly number[]
  readonly noise: Noise
}

/** A wheel that turns down and up once a frame, as a hand in a hurry would. */
async function scroll(page: Page, control: Control): Promise<Scrolled> {
  await page.evaluate(NOTE_FRAMES)
  await page.mouse.move(600, 500)
  await control.noise()
  for (let turn = 0; turn < TURNS; turn++) {
    await page.mouse.wheel(0, turn % 3 === 2 ? -TURN_PX : TURN_PX)
    await page.waitForTimeout(FRAME_MS)
  }
  const frames = await page.evaluate(() => (window as unknown as { frames: number[] }).frames.slice(1))
  return { frames, noise: await control.noise() }
}

/** Frames that did not come, of a hundred that should have. */
function dropped(frames: readonly number[]): number {
  const due = frames.reduce((sum, took) => sum + took, 0) / FRAME_MS
  return Math.max(0, (1 - frames.length / due) * 100)
}

browserTest('lists of 10,000 rows scroll with 60 frames a second', async (browser) => {
  await using scene = await startScene()
  await issueMany(scene)
  const { page, go } = await person(browser, scene.product.url)
  const control = await startControl(browser)
  for (const [name, path] of [
    ['keys', '/keys?sort=newest'],
    ['audit log', '/audit?kind=admin'],
  ] as const) {
    await go(path)
    await loadAll(page)
    const { frames, noise } = await scroll(page, control)
    const turned: number[] = []
    const tasks = await tasksDuring(
      browser,
      page,
      async () => void turned.push(...(await scroll(page, control)).frames),
    )
    const computedMs = tasks.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / turned.length
    const drawn = await page.locator('[data-row]').count()
    say(
      `${name}: ${dropped(frames).toFixed(1)} % of ${frames.length} frames dropped, p95 ${ms(percentile(frames, 95))}; ${computedMs.toFixed(1)} ms computed for each; ${drawn} rows drawn`,
    )
    say(`beside it, ${ms(noise.workMs)} of work took ${ms(noise.p95Ms)} more at p95`)
    assert.ok(frames.length > TURNS, `${name}: ${frames.length} frames`)
    assert.ok(drawn > 10 && drawn < DRAWN_MAX, `${name}: ${drawn} rows are in the page`)
    if (noise.p95Ms > FRAME_MS) {
      say('the machine was too busy to judge by time')
      continue
    }
    assert.ok(computedMs < FRAME_MS, `${name}: ${computedMs} ms are computed for a frame`)
    assert.ok(dropped(frames) < DROPPED_MAX, `${name}: ${dropped(frames)} % dropped`)
  }
})
