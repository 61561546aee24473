/**
 * Every page as a picture, in both themes, on a desktop and on a phone. One that differs from the one in `snapshots/` fails, and leaves
 * `expected`, `actual` and `diff` in `test-results`. `UPDATE_SNAPSHOTS=1` takes what is drawn now as expected (look at it first);
 * `UPDATE_SNAPSHOTS=stage` also asks the product anew for what the pages show (see `lib/frozen-stage.ts`).
 */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { REPOSITORY } from '../support/product.ts'
import { browserTest } from './lib/browser.ts'
import { type FrozenStage, readStage, recordStage, serveStage } from './lib/frozen-stage.ts'
import { type Comparer, openComparer } from './lib/pictures.ts'
import { PHONE, person, startScene } from './lib/scene.ts'

const FOLDER = fileURLToPath(new URL('snapshots/', import.meta.url))
const RESULTS = join(REPOSITORY, 'test-results/snapshots')
const UPDATE = process.env['UPDATE_SNAPSHOTS'] ?? ''
/** A letter that is another differs in about fifteen pixels. */
const PIXELS_MAX = 12

const VIEWS = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: PHONE, isMobile: true, hasTouch: true },
} as const
const THEMES = ['light', 'dark'] as const

/** The same letters on every machine, each beginning on a whole pixel. */
const START = {
  args: [
    '--font-render-hinting=none',
    '--disable-lcd-text',
    '--disable-font-subpixel-positioning',
    '--force-color-profile=srgb',
  ],
  env: { FONTCONFIG_FILE: join(FOLDER, 'fonts.conf') },
}

type Look = (page: Page, name: string) => Promise<void>

if (UPDATE === 'stage') browserTest('what the pages show is asked for anew', recordStage)

for (const view of Object.keys(VIEWS) as (keyof typeof VIEWS)[])
  browserTest(
    `every page looks as it did, on a ${view}`,
    async (browser) => {
      const stage = readStage()
      await using scene = await startScene()
      const differing: string[] = []
      const comparer = await openComparer(browser)
      const look: Look = async (page, name) => {
        for (const theme of THEMES) {
          await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
          const file = `${name}-${view}-${theme}.png`
          if (await differs(file, await drawn(page), comparer)) differing.push(file)
        }
      }
      await lookAtAll(browser, scene.product.url, stage, VIEWS[view], look)
      assert.deepEqual(differing, [], `see ${RESULTS}; UPDATE_SNAPSHOTS=1 takes them as expected`)
    },
    START,
  )

async function lookAtAll(
  browser: Browser,
  url: string,
  stage: FrozenStage,
  view: (typeof VIEWS)[keyof typeof VIEWS],
  look: Look,
): Promise<void> {
  const options = { ...view, timezoneId: 'UTC', locale: 'en-GB' }
  const stranger = await person(browser, url, null, options)
  await stranger.page.goto(`${url}/dashboard`)
  await stranger.page.getByLabel('Admin credential').waitFor()
  await look(stranger.page, 'sign-in')

  const { page, go } = await person(browser, url, undefined, options)
  const missing = await serveStage(page, stage.nowMs, stage.answers)
  for (const [name, path] of Object.entries(stage.pages)) {
    await go(path)
    if (name === 'new-key') await page.getByLabel('Connection').selectOption('stripe')
    await look(page, name)
  }
  await page.unrouteAll()
  const { braked } = stage
  const missingThen = await serveStage(page, braked.nowMs, { ...stage.answers, ...braked.answers })
  await go('/')
  await page.getByText('All calls are stopped', { exact: true }).waitFor()
  await look(page, 'brake')
  assert.deepEqual(
    [...missing, ...missingThen],
    [],
    'the pages ask for what the stage does not have: UPDATE_SNAPSHOTS=stage',
  )
}

/** When two pictures in a row are the same, everything has come. */
async function drawn(page: Page): Promise<Buffer> {
  let before = await page.screenshot()
  for (let attempt = 0; attempt < 20; attempt++) {
    await page.waitForTimeout(150)
    const now = await page.screenshot()
    if (now.equals(before)) return now
    before = now
  }
  throw new Error(`${page.url()} does not come to rest`)
}

/** Whether it differs from what is expected; with `UPDATE_SNAPSHOTS`, what differs is what is expected from now on. */
async function differs(file: string, actual: Buffer, { compare, small }: Comparer): Promise<boolean> {
  const path = join(FOLDER, file)
  const expected = existsSync(path) ? readFileSync(path) : null
  const { pixels, shown } = expected === null ? { pixels: Infinity, shown: null } : await compare(expected, actual)
  const results = { expected, actual, diff: shown }
  for (const what of Object.keys(results)) rmSync(resultFile(file, what), { force: true })
  if (pixels <= PIXELS_MAX) return false
  if (UPDATE !== '') {
    writeFileSync(path, await small(actual))
    return false
  }
  mkdirSync(RESULTS, { recursive: true })
  for (const [what, picture] of Object.entries(results))
    if (picture !== null) writeFileSync(resultFile(file, what), picture)
  return true
}

const resultFile = (file: string, what: string): string => join(RESULTS, file.replace('.png', `.${what}.png`))
