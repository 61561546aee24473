/** Debian's Chromium, driven by playwright-core. The browser and the built app are not of this repository: see `whyNot`. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Browser, chromium } from 'playwright-core'
import { leftOut } from '@keybrake/core/testing'
import { REPOSITORY } from '../../support/product.ts'

const CHROMIUM = process.env['KEYBRAKE_CHROMIUM'] ?? '/usr/bin/chromium'
const APP = join(REPOSITORY, 'packages/dashboard/dist/index.html')

export interface BrowserStart {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

function whyNot(): string | null {
  if (!existsSync(CHROMIUM))
    return `There is no browser at ${CHROMIUM}: apt-get install chromium, or set KEYBRAKE_CHROMIUM.`
  return existsSync(APP) ? null : 'The dashboard is not built: npm run build -w packages/dashboard.'
}

export const openBrowser = ({ args = [], env = {} }: BrowserStart = {}): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
    // As root, as in a container, it refuses to start with its sandbox.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...args],
    env: { ...process.env, ...env },
  })

const why = whyNot()

/** A test of the dashboard in a browser; left out, loudly, where there is none. With CI=true that is a failure. */
export function browserTest(name: string, work: (browser: Browser) => Promise<void>, start: BrowserStart = {}): void {
  if (why !== null) {
    leftOut(`in the browser: ${name}`, why)
    return
  }
  test(name, async () => {
    const browser = await openBrowser(start)
    try {
      await work(browser)
    } finally {
      await browser.close()
    }
  })
}
