/** The recording in the README: made anew by its script, and looked at as a reader's browser shows it. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { homedir, hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { REPOSITORY, runCommand } from '../../scripts/lib/run-command.ts'
import { browserTest } from './lib/browser.ts'

const BYTES_MAX = 150_000
const SHOWN = [
  'npx keybrake keys issue',
  'charge 5: 99.99 USD',
  'Spend cap reached: 499.95 of 500 USD',
  'keybrake top',
  'billing/nightly',
  'npx keybrake brake on',
  'brake_engaged',
]

async function opened(browser: Browser, file: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage()
  await page.goto(`file://${file}`)
  return page
}

/** Where the film stands, in pixels upward, and how many animations move it. */
const filmOf = (page: Page) =>
  page.evaluate(() => {
    const film = document.querySelector('.film')
    const at = new DOMMatrix(film === null ? '' : getComputedStyle(film).transform).m42
    return { at, animations: document.getAnimations().length, frames: film?.childElementCount ?? 0 }
  })

const inkOf = (page: Page) =>
  page.evaluate(() => getComputedStyle(document.querySelector('defs text') ?? document.documentElement).fill)

browserTest(
  'the recording shows a cap reached and a brake engaged, and nothing of the machine that made it',
  async (browser) => {
    const folder = await mkdtemp(join(tmpdir(), 'keybrake-recording-'))
    const file = join(folder, 'terminal.svg')
    try {
      const made = await runCommand(process.execPath, ['scripts/record-terminal.ts', file, '--port', '0'])
      assert.equal(made.code, 0, made.output)
      const svg = await readFile(file, 'utf8')
      assert.ok(svg.length < BYTES_MAX, `${svg.length} bytes`)
      for (const own of [REPOSITORY, tmpdir(), homedir(), hostname()].filter((text) => text.length > 3))
        assert.ok(!svg.includes(own), `it shows ${own}`)
      assert.doesNotMatch(svg, /<script|<image|<foreignObject|href="(?!#)|url\(/)

      const page = await opened(browser, file, { colorScheme: 'light' })
      const lines = await page.evaluate(() =>
        [...document.querySelectorAll('defs text')].map((line) => line.textContent),
      )
      for (const text of SHOWN)
        assert.ok(
          lines.some((line) => line.includes(text)),
          `no line has ${text}`,
        )
      const moving = await filmOf(page)
      assert.ok(moving.frames > 50 && moving.animations === 1, JSON.stringify(moving))
      const dark = await opened(browser, file, { colorScheme: 'dark' })
      assert.notEqual(await inkOf(page), await inkOf(dark), 'readable in both themes')

      const still = await filmOf(await opened(browser, file, { reducedMotion: 'reduce' }))
      const height = await page.evaluate(() => document.documentElement.getBoundingClientRect().height)
      assert.deepEqual(
        [still.animations, Math.round(still.at / height)],
        [0, 1 - still.frames],
        'it rests on the last frame',
      )
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)
