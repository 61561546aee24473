/** What must hold of every page: for whoever cannot see it, on a phone, in the dark, and whatever an agent or a vendor wrote. */
import assert from 'node:assert/strict'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { browserTest } from './lib/browser.ts'
import { charge, DESKTOP, eventually, PHONE, person, startScene } from './lib/scene.ts'
import { pages, tell } from './lib/story.ts'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Each fault with where it is: `color-contrast: .row > .time`. */
async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}

/** What sticks out to the right of the window, so that the page could be pushed sideways. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

for (const [theme, colorScheme] of [
  ['light', 'light'],
  ['dark', 'dark'],
] as const)
  browserTest(
    `no page has a barrier that axe knows, in the ${theme} theme, and none breaks the policy`,
    async (browser) => {
      await using scene = await startScene()
      const story = await tell(scene)
      const { page, go, complaints } = await person(browser, scene.product.url, undefined, { colorScheme })
      const found: Record<string, string[]> = {}
      for (const [name, path] of Object.entries(pages(story))) {
        await go(path)
        await page.waitForTimeout(400)
        const here = await barriers(page)
        if (here.length > 0) found[name] = here
      }
      assert.deepEqual(found, {})
      assert.deepEqual(complaints, [])
    },
  )

browserTest('on a phone no page can be pushed sideways, and the brake is in reach on each', async (browser) => {
  await using scene = await startScene()
  const story = await tell(scene)
  const phone = { viewport: PHONE, hasTouch: true, isMobile: true }
  const { page, go, complaints } = await person(browser, scene.product.url, undefined, phone)
  for (const [name, path] of Object.entries(pages(story))) {
    await go(path)
    await page.waitForTimeout(300)
    assert.ok((await overflow(page)) <= 0, `${name} is wider than the phone`)
    if (name === 'call') continue
    const box = await page.getByRole('button', { name: /^Stop all calls/ }).boundingBox()
    assert.ok(box !== null && box.y >= 0 && box.y + box.height <= PHONE.height, `${name}: the brake is out of sight`)
    assert.ok(box.height >= 44, `${name}: the brake is ${box.height} px high`)
  }
  assert.deepEqual(complaints, [])
})

/** Runs if it ever becomes markup; closes what it may stand in. */
const hostile = (place: string): string =>
  `"'><img src=x onerror="window.hacked='${place}'"><script>window.hacked='${place}'</script>{{7*7}}\${7*7}`

browserTest('whatever agents, operators and vendors write stands on the page as text', async (browser) => {
  await using scene = await startScene()
  const { admin, sandbox } = scene
  const put = async (path: string, body: object) => {
    const answer = await admin.request('POST', path, body)
    assert.ok(answer.status < 300, `${path}: ${answer.text}`)
    return answer.body
  }
  await put('/vault/budgets', { name: hostile('budget').slice(0, 128).replaceAll(':', ''), total_usd_cap: 90 })
  await put('/vault/principals', { name: hostile('principal').slice(0, 128), role: 'auditor' })
  const key = await admin.issue({
    label: hostile('label'),
    run: hostile('run'),
    tags: { team: hostile('tag') },
    total_usd_cap: 50,
    allowed_endpoints: ['payment_intents.create'],
  })
  await charge(scene, key.vault_key, 500, hostile('customer'))
  await charge(scene, key.vault_key, 9_900, hostile('customer'))
  await scene.agent.call({
    bearer: key.vault_key,
    path: `/v1/payment_intents/${encodeURIComponent("'><img src=x>")}`,
    form: { amount: '1' },
  })
  sandbox.order({ vendor: 'stripe', kind: 'garbage_body', body: `<script>window.hacked='vendor'</script>` })
  await charge(scene, key.vault_key, 700, 'cus_1')
  const gone = await admin.issue({ label: hostile('gone'), total_usd_cap: 5 })
  await admin.request('DELETE', `/vault/keys/${gone.id}`, { reason: hostile('reason') })
  await admin.request('PUT', '/vault/brake', { engaged: true, vendor: 'resend', reason: hostile('brake') })
  const rows = await admin.audit('')
  const runs = (await admin.request('GET', '/vault/budgets?kind=run')).body['data'] as { readonly id: string }[]
  const { page, go, complaints } = await person(browser, scene.product.url)
  const story = {
    keyId: key.id,
    runBudgetId: runs[0]?.id ?? '',
    refusedCallId: String(rows[0]?.['call_id']),
    unknownCallId: '',
  }
  for (const path of [...Object.values(pages(story)), `/keys/${gone.id}`, '/audit?kind=admin']) {
    await go(path)
    await page.waitForTimeout(300)
    assert.equal(await page.evaluate(() => (window as { hacked?: string }).hacked), undefined, path)
    assert.equal(await page.locator('img[src="x"]').count(), 0, path)
  }
  await go('/')
  await eventually(async () =>
    assert.ok((await page.getByText('onerror=').count()) > 0, 'the label is there as it was written'),
  )
  assert.deepEqual(complaints, [])
})

browserTest('everything can be reached without a pointer', async (browser) => {
  await using scene = await startScene()
  await tell(scene)
  const { page, go } = await person(browser, scene.product.url, undefined, { viewport: DESKTOP })
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const heading = (name: string) => page.getByRole('heading', { name, exact: true }).waitFor()
  await go('/')
  await press('g', 'k')
  await heading('Keys')
  await press('g', 'c')
  await heading('Feed')
  await page.locator('[data-row]').first().waitFor()
  await press('j', 'j')
  await page.locator('tr[data-row]:focus').waitFor()
  await press('Enter')
  await page.getByRole('heading', { name: 'Judgement' }).waitFor()
  await press('Escape')
  await eventually(async () => assert.equal(await page.getByRole('heading', { name: 'Judgement' }).count(), 0))
  await press('/')
  await page.keyboard.type('nightly-billing')
  await press('Enter')
  await eventually(() => assert.match(page.url(), /nightly-billing/))
  await press('Escape', 'Shift+B')
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'brake')
  await page.locator('body').press('Control+k')
  await page.keyboard.type('spend')
  await press('Enter')
  await heading('Spend')
})
