/**
 * `node scripts/screenshots.ts [folder] [--all]`: the dashboard in both themes, at desktop and phone width, from the running product
 * with a day's work of agents in it. Default folder: docs/dashboard. Needs Chromium and the built dashboard.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openBrowser } from '../test/browser/lib/browser.ts'
import { charge, DESKTOP, PHONE, person, type Scene, startScene } from '../test/browser/lib/scene.ts'
import { pages, tell } from '../test/browser/lib/story.ts'
import { REPOSITORY } from './lib/run-command.ts'

/** Those that the documentation shows; with `--all`, every page in every view, for the eye of whoever changed something. */
const SHOWN: ReadonlySet<string> = new Set([
  'feed-desktop-light',
  'call-desktop-light',
  'keys-desktop-light',
  'run-desktop-dark',
  'spend-desktop-dark',
  'feed-phone-light',
  'brake-phone-dark',
])
const VIEWS = [
  ['desktop-light', { viewport: DESKTOP, colorScheme: 'light' }],
  ['desktop-dark', { viewport: DESKTOP, colorScheme: 'dark' }],
  ['phone-light', { viewport: PHONE, colorScheme: 'light', isMobile: true, hasTouch: true }],
  ['phone-dark', { viewport: PHONE, colorScheme: 'dark', isMobile: true, hasTouch: true }],
] as const

const isAll = process.argv.includes('--all')
const folder =
  process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? join(REPOSITORY, 'docs/dashboard')
mkdirSync(folder, { recursive: true })

await using scene = await startScene()
const story = await tell(scene)
const browser = await openBrowser()
for (const [view, options] of VIEWS) {
  const { page, go } = await person(browser, scene.product.url, undefined, { ...options, timezoneId: 'UTC' })
  for (const [name, path] of Object.entries(pages(story))) {
    if (!isShown(name, view)) continue
    await go(path)
    if (name === 'new-key') await page.getByLabel('Connection').selectOption('stripe')
    await shoot(page, `${name}-${view}.png`)
  }
  if (!isShown('brake', view)) continue
  await go('/')
  await brakeOn(scene)
  await page.getByText('All calls are stopped', { exact: true }).waitFor()
  await shoot(page, `brake-${view}.png`)
  await scene.admin.request('PUT', '/vault/brake', { engaged: false, reason: 'checked: only the nightly run' })
}
await browser.close()
process.stdout.write(`screenshots are in ${folder}\n`)

function isShown(name: string, view: string): boolean {
  return isAll || SHOWN.has(`${name}-${view}`)
}

async function shoot(page: Page, name: string): Promise<void> {
  // Charts are drawn after their data came.
  await page.waitForTimeout(600)
  await page.screenshot({ path: join(folder, name) })
}

async function brakeOn({ admin, ...rest }: Scene): Promise<void> {
  const key = await admin.issue({ label: 'runaway', total_usd_cap: 900 })
  await admin.request('PUT', '/vault/brake', { engaged: true, reason: 'runaway agent, 02:14' })
  await charge({ admin, ...rest }, key.vault_key, 5_000)
}
