/**
 * How live the live feed is. The product, the vendor, the callers and the browser share this machine, so the figures are of all
 * of them together. The bounds are those of the issue, and what a page that does next to nothing had to wait at the same time.
 */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { browserTest } from '../lib/browser.ts'
import { ADMIN_KEY } from '../../support/product.ts'
import { startControl } from '../lib/control.ts'
import { percentile, steady } from '../lib/load.ts'
import { keysFor, ms, say } from '../lib/measure.ts'
import { charge, person, type Scene, startScene } from '../lib/scene.ts'

const ROW_MS_MAX = 300
const EVENT_MS_MAX = 100
const REVOKED_MS_MAX = 200
const REVOCATIONS = 20
/** The page, the product and the caller: each may have to wait for the machine. */
const PROCESSES = 3

/** Notes when a frame that shows a call was painted: `window.seen[call id]`, `Date.now()`. */
const WATCH = `(() => {
  window.seen = {}
  const look = () => {
    // Only the row of a call that has ended says how long it took.
    for (const row of document.querySelectorAll('[data-row]'))
      if (/\\d ms/.test(row.textContent)) window.seen[row.dataset.row] ??= Date.now()
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
})()`

const seen = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(() => (window as unknown as { seen: Record<string, number> }).seen)

/** When each call's end came over the event stream, read by the test itself. */
function events(scene: Scene): { readonly ended: ReadonlyMap<string, number>; readonly stop: () => void } {
  const ended = new Map<string, number>()
  const stop = new AbortController()
  const read = async (): Promise<void> => {
    const answer = await fetch(`${scene.product.url}/vault/events`, {
      headers: { authorization: `Bearer ${ADMIN_KEY}` },
      signal: stop.signal,
    })
    let rest = ''
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (rest + chunk).split('\n\n')
      rest = blocks.pop() ?? ''
      const nowMs = Date.now()
      for (const block of blocks) {
        if (!block.includes('event: outcome')) continue
        const id = /"call_id":"([^"]+)"/.exec(block)?.[1]
        if (id !== undefined && !ended.has(id)) ended.set(id, nowMs)
      }
    }
  }
  read().catch(() => undefined)
  return { ended, stop: () => stop.abort() }
}

browserTest('from the end of a call to its row on the screen, at 200 calls a second', async (browser) => {
  await using scene = await startScene()
  const bearers = await keysFor(scene, 20)
  const { page, go } = await person(browser, scene.product.url)
  await go('/')
  const stream = events(scene)
  const control = await startControl(browser)
  await steady(scene, bearers, { perSecond: 50, seconds: 2 })
  await page.evaluate(WATCH)
  await control.noise()
  const made = await steady(scene, bearers, { perSecond: 200, seconds: 10 })
  const noise = await control.noise()
  await page.waitForTimeout(1_000)
  stream.stop()
  const shown = await seen(page)
  const rows = made.flatMap(({ callId, endedMs }) => (shown[callId] === undefined ? [] : [shown[callId] - endedMs]))
  const told = made.flatMap(({ callId, endedMs }) => {
    const at = stream.ended.get(callId)
    return at === undefined ? [] : [at - endedMs]
  })
  say(`event p50 ${ms(percentile(told, 50))}, p95 ${ms(percentile(told, 95))} (${told.length} of ${made.length})`)
  say(`row   p50 ${ms(percentile(rows, 50))}, p95 ${ms(percentile(rows, 95))} (${rows.length} of ${made.length})`)
  assert.equal(told.length, made.length)
  // At 200 rows a second many are pushed off the screen before they could be read.
  assert.ok(rows.length > made.length / 20, `${rows.length} rows were seen`)
  say(`beside it, ${ms(noise.workMs)} of work took ${ms(noise.p95Ms)} more at p95`)
  assert.ok(percentile(told, 95) < EVENT_MS_MAX + noise.p95Ms)
  assert.ok(percentile(rows, 95) < ROW_MS_MAX + noise.p95Ms)
})

browserTest('from the click on revoke to the first refusal', async (browser) => {
  await using scene = await startScene()
  const { page, go } = await person(browser, scene.product.url)
  const control = await startControl(browser)
  const tookMs: number[] = []
  for (let round = 0; round < REVOCATIONS; round++) {
    const key = await scene.admin.issue({ label: `runaway-${round}`, total_usd_cap: 900_000 })
    await go(`/keys/${key.id}`)
    await page
      .getByRole('button', { name: /^Revoke/ })
      .first()
      .click()
    const now = page.getByRole('button', { name: 'Revoke now' })
    await now.waitFor()
    await page.getByText(/1 key/).first().waitFor()
    await page.evaluate(() => {
      document.addEventListener('click', () => Object.assign(window, { clickedMs: Date.now() }), {
        capture: true,
        once: true,
      })
    })
    let refusedMs: number | null = null
    const calling = (async () => {
      while (refusedMs === null) {
        const { code } = await charge(scene, key.vault_key, 100)
        if (code === 'key_revoked') refusedMs = Date.now()
      }
    })()
    await now.click()
    await calling
    const clickedMs = await page.evaluate(() => (window as unknown as { clickedMs: number }).clickedMs)
    tookMs.push((refusedMs ?? Number.NaN) - clickedMs)
  }
  const noise = await control.noise()
  say(
    `revoke click to refusal: p50 ${ms(percentile(tookMs, 50))}, p95 ${ms(percentile(tookMs, 95))}, ${REVOCATIONS} times`,
  )
  say(`beside it, ${ms(noise.workMs)} of work took ${ms(noise.p95Ms)} more at p95`)
  assert.ok(percentile(tookMs, 95) < REVOKED_MS_MAX + PROCESSES * noise.p95Ms)
})
