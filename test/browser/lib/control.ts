/**
 * How noisy the machine is: a page of its own, in the same browser, that does the same small piece of work again and again. What a
 * piece takes longer than its quickest one, it waited for others; any page may have to wait as long.
 */
import type { Browser } from 'playwright-core'

export interface Noise {
  /** Milliseconds of the quickest piece of work: what it takes by itself. */
  readonly workMs: number
  /** How much longer it took, in milliseconds, at the 95th percentile and at worst. */
  readonly p95Ms: number
  readonly maxMs: number
}

export interface Control {
  /** Since it began, or since it was last asked. */
  readonly noise: () => Promise<Noise>
  readonly stop: () => Promise<void>
}

/** A quarter of the time, about: as much as a page that is busy but well. */
const WORK = `(() => {
  window.took = []
  const piece = () => {
    const began = performance.now()
    let sum = 0
    for (let n = 0; n < 3e6; n++) sum += n % 7
    window.took.push(performance.now() - began)
    window.sum = sum
    setTimeout(piece, 40)
  }
  piece()
})()`

export async function startControl(browser: Browser): Promise<Control> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.evaluate(WORK)
  return {
    noise: async () => {
      const took = await page.evaluate(() => (window as unknown as { took: number[] }).took.splice(0))
      const sorted = took.toSorted((a, b) => a - b)
      const workMs = sorted[0] ?? 0
      const at = (share: number): number => (sorted[Math.ceil(share * sorted.length) - 1] ?? workMs) - workMs
      return { workMs, p95Ms: at(0.95), maxMs: at(1) }
    },
    stop: () => context.close(),
  }
}
