/** What a person does, from the first sign-in to the end of an agent: in a real browser, on the real product. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import { microUsd, stripeMicroUsd } from '../support/with-sandbox.ts'
import { browserTest } from './lib/browser.ts'
import { charge, charged, eventually, person, type Scene, signIn, startScene } from './lib/scene.ts'
import { ADMIN_KEY, startProduct } from '../support/product.ts'

const dialog = (page: Page) => page.getByRole('dialog')
/** By the beginning of its name: a control that is off, or that is held, says why or how at the end of it. */
const button = (page: Page | Locator, name: string) =>
  page.getByRole('button', { name: new RegExp(`^${name}(?![a-z])`) })

/** Held longer than the 600 ms that it asks for. */
async function hold(page: Page, name: string): Promise<void> {
  await button(page, name).hover()
  await page.mouse.down()
  await page.waitForTimeout(900)
  await page.mouse.up()
}

const bar = (page: Page) => page.locator('main').getByText('spent of').first()

browserTest(
  'sign in, issue a key, see its calls live, exhaust it, revoke it: the vendor saw what was allowed, no more',
  async (browser) => {
    await using scene = await startScene()
    const { page, go, complaints } = await person(browser, scene.product.url, null)
    await signIn(page, scene.product.url, 'kb_admin_wrong')
    await page.getByText('This admin credential is not valid here.').waitFor()
    await page.getByLabel('Admin credential').fill(ADMIN_KEY)
    await button(page, 'Sign in').click()
    await page.getByRole('heading', { name: 'Feed' }).waitFor()
    assert.equal(await page.evaluate(() => document.cookie), '', 'no script can read the session')

    await go('/keys/new')
    await page.getByLabel('Connection').selectOption('stripe')
    await page.getByLabel('Label', { exact: true }).fill('browser agent')
    await page.getByLabel('Cap in all (USD)').fill('60')
    await page.getByLabel('Another entry').fill('POST /v1/payment_intents')
    await button(page, 'Add').click()
    await button(page, 'Issue the key').click()
    await page.getByRole('heading', { name: 'Key issued' }).waitFor()
    const bearer =
      (await page
        .locator('code', { hasText: /^vault_key_/ })
        .first()
        .textContent()) ?? ''
    await page.getByText('the feed of this key').click()
    await page.getByRole('heading', { name: 'Feed' }).waitFor()

    await charged(scene, bearer, 2_999, 'cus_1')
    await page.locator('main').getByText('allowed').first().waitFor()
    await charged(scene, bearer, 2_999, 'cus_2')
    const refused = await charge(scene, bearer, 2_999, 'cus_3')
    assert.equal(refused.code, 'cap_exhausted')
    await page.locator('main').getByText('cap_exhausted').first().waitFor()
    assert.equal(stripeMicroUsd(scene.sandbox), 59_980_000n)

    const found = (await scene.admin.request('GET', '/vault/keys?label=browser%20agent')).body['data']
    const id = (found as { readonly id: string }[])[0]?.id ?? ''
    await go(`/keys/${id}`)
    await bar(page).waitFor()
    await button(page, 'Revoke').click()
    await dialog(page).getByText(/1 key/).waitFor()
    await dialog(page).getByLabel('Reason').fill('the drill is over')
    await button(page, 'Revoke now').click()
    await page.getByText('Revoked. Its next call is refused.').waitFor()
    // Told only when it is so: the very next call is refused.
    assert.equal((await charge(scene, bearer, 1)).code, 'key_revoked')
    assert.equal((await scene.admin.request('GET', `/vault/keys/${id}`)).body['reason'], 'the drill is over')
    assert.deepEqual(
      complaints.filter((text) => !text.includes('401')),
      [],
    )
  },
)

browserTest(
  'the brake stops every call when it has moved, says so on every page, and lets go again',
  async (browser) => {
    await using scene = await startScene()
    const key = await scene.admin.issue({ total_usd_cap: 50, label: 'runaway' })
    const { page, go } = await person(browser, scene.product.url)
    await charged(scene, key.vault_key, 100)
    await button(page, 'Stop all calls').click()
    await page.waitForTimeout(300)
    assert.equal((await charge(scene, key.vault_key, 100)).status, 200, 'a short press stops nothing')
    await hold(page, 'Stop all calls')
    await button(page, 'Release the brake').waitFor()
    const executed = stripeMicroUsd(scene.sandbox)
    assert.equal((await charge(scene, key.vault_key, 100)).code, 'brake_engaged')
    assert.equal(stripeMicroUsd(scene.sandbox), executed)
    for (const path of ['/', '/keys', '/spend']) {
      await go(path)
      await page.getByText('All calls are stopped', { exact: true }).waitFor()
      assert.equal(await page.locator('[data-brake-frame]').count(), 1, path)
    }
    await hold(page, 'Release the brake')
    await button(page, 'Stop all calls').waitFor()
    assert.equal((await charge(scene, key.vault_key, 100)).status, 200)
  },
)

browserTest(
  'the link that the first start prints signs in once, and leaves no trace in the address',
  async (browser) => {
    await using product = await startProduct({ env: { KEYBRAKE_ADMIN_KEY: undefined } })
    const link = /http\S+#link=\S+/.exec(product.stdout())?.[0] ?? ''
    const { page } = await person(browser, product.url, null)
    await page.goto(link)
    await page.getByRole('heading', { name: 'Feed' }).waitFor()
    assert.doesNotMatch(page.url(), /link=/)
    const other = await person(browser, product.url, null)
    await other.page.goto(link)
    await other.page.getByText('This link was used').waitFor()
  },
)

/** A charge that the vendor performed and did not answer. */
async function lostCharge(scene: Scene, bearer: string, cents: number): Promise<string> {
  scene.sandbox.order({ vendor: 'stripe', kind: 'reset_after' })
  const { callId } = await charge(scene, bearer, cents, 'cus_lost')
  const row = (await scene.admin.request('GET', `/vault/audit/${callId}`)).body
  assert.equal(row['state'], 'unknown')
  return callId ?? ''
}

browserTest(
  'a call of unknown fate waits in the inbox until a person settles or releases it, with a reason',
  async (browser) => {
    await using scene = await startScene()
    const key = await scene.admin.issue({ total_usd_cap: 100, label: 'checkout' })
    const [first, second] = [await lostCharge(scene, key.vault_key, 4_200), await lostCharge(scene, key.vault_key, 700)]
    const { page, go } = await person(browser, scene.product.url)
    await go('/unknown')
    const cards = page.getByRole('button', { name: 'Settle as charged' })
    await eventually(async () => assert.equal(await cards.count(), 2))
    await cards.first().click()
    await button(dialog(page), 'Settle').click({ force: true })
    assert.equal(
      (await scene.admin.request('GET', `/vault/audit/${first}`)).body['state'],
      'unknown',
      'not without a reason',
    )
    await dialog(page).getByLabel('How you know').fill('pi_1 stands in the vendor’s dashboard')
    await button(dialog(page), 'Settle').click()
    await eventually(async () => assert.equal(await cards.count(), 1))
    await button(page, 'Release').first().click()
    await dialog(page).getByLabel('How you know').fill('the vendor has no such request')
    await button(dialog(page), 'Release').click()
    await eventually(async () => assert.equal(await cards.count(), 0))
    const states = await Promise.all(
      [first, second].map(async (id) => (await scene.admin.request('GET', `/vault/audit/${id}`)).body['state']),
    )
    assert.deepEqual(states, ['settled', 'released'])
  },
)

browserTest('the audit log is downloaded as it is filtered', async (browser) => {
  await using scene = await startScene()
  const [one, other] = [
    await scene.admin.issue({ total_usd_cap: 100, label: '=cmd|calc' }),
    await scene.admin.issue({ total_usd_cap: 100, label: 'other' }),
  ]
  await charged(scene, one.vault_key, 500)
  await charged(scene, other.vault_key, 700)
  const { page, go } = await person(browser, scene.product.url)
  await go(`/audit?label=${encodeURIComponent('=cmd|calc')}`)
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()])
  const text = await readFile(await download.path(), 'utf8')
  const [head = '', ...rows] = text.trim().split('\r\n')
  assert.match(head, /call_id/)
  assert.equal(rows.length, 1, text)
  assert.ok(!rows[0]?.includes(',=cmd'), 'no cell begins a formula')
})

browserTest('a session that ended leads to sign-in, and back to where one was', async (browser) => {
  await using scene = await startScene()
  const made = await scene.admin.request('POST', '/vault/principals', { name: 'second', role: 'operator' })
  const { id, credential } = made.body as { id: string; credential: string }
  const { page, go } = await person(browser, scene.product.url, credential)
  await go('/audit?decision=refused')
  const rotated = await scene.admin.request('POST', `/vault/principals/${id}/rotate`)
  // Nobody touched the page: it learns of it by itself.
  await page.getByText('Your session has ended').waitFor()
  await page.getByLabel('Admin credential').fill(String(rotated.body['credential']))
  await button(page, 'Sign in').click()
  await page.getByRole('heading', { name: 'Audit log' }).waitFor()
  assert.match(page.url(), /\/dashboard\/audit\?decision=refused$/)
})

browserTest('signing out leaves nothing behind, also not for the back button', async (browser) => {
  await using scene = await startScene()
  await scene.admin.issue({ total_usd_cap: 100, label: 'a-label-to-look-for' })
  const { page, go } = await person(browser, scene.product.url)
  await go('/keys')
  await page.getByText('a-label-to-look-for').first().waitFor()
  await page.getByRole('button', { name: /settings/ }).click()
  await button(page, 'Sign out').click()
  await page.getByLabel('Admin credential').waitFor()
  await page.goBack()
  await page.getByLabel('Admin credential').waitFor()
  assert.equal(await page.getByText('a-label-to-look-for').count(), 0)
})

browserTest(
  'of two operators who edit one budget the second sees what the first did, before anything is undone',
  async (browser) => {
    await using scene = await startScene()
    const { body } = await scene.admin.request('POST', '/vault/budgets', {
      name: 'team',
      daily_usd_cap: 100,
      monthly_usd_cap: 900,
    })
    const path = `/budgets/${String(body['id'])}`
    const [first, second] = [await person(browser, scene.product.url), await person(browser, scene.product.url)]
    for (const { page, go } of [first, second]) {
      await go(path)
      await button(page, 'Change caps').click()
    }
    const day = (page: Page) => dialog(page).getByLabel(/day/i).first()
    await day(first.page).fill('200')
    await button(dialog(first.page), 'Change').click()
    await first.page.getByText('in force for the next call').waitFor()
    await day(second.page).fill('50')
    await button(dialog(second.page), 'Change').click()
    await second.page.getByText('Someone else changed this budget').waitFor()
    const cap = async () => (await scene.admin.request('GET', `/vault${path}`)).body['daily_usd_cap']
    assert.equal(microUsd(await cap()), 200_000_000n)
    await button(second.page, 'Go on from how it is now').click()
    await button(dialog(second.page), 'Change').click()
    await eventually(async () => assert.equal(microUsd(await cap()), 50_000_000n))
  },
)

browserTest('an auditor sees every control, and why it is not theirs to use', async (browser) => {
  await using scene = await startScene()
  const key = await scene.admin.issue({ total_usd_cap: 100, label: 'looked-at' })
  const { credential } = (await scene.admin.request('POST', '/vault/principals', { name: 'a', role: 'auditor' })).body
  const { page, go } = await person(browser, scene.product.url, String(credential))
  await go(`/keys/${key.id}`)
  const revoke = button(page, 'Revoke')
  assert.equal(await revoke.getAttribute('aria-disabled'), 'true')
  assert.match((await revoke.getAttribute('title')) ?? '', /operator|issuer|auditor/)
  await revoke.click({ force: true })
  await hold(page, 'Stop all calls')
  assert.equal(await dialog(page).count(), 0)
  assert.equal((await scene.admin.request('GET', '/vault/brake')).body['engaged'], false)
})
