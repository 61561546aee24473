/** What someone does who has read only the README: each goal in as few actions as the README says, on the product as it starts alone. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { agentCalls } from '../support/agent.ts'
import { startProduct } from '../support/product.ts'
import { browserTest } from './lib/browser.ts'
import { person } from './lib/scene.ts'

const FORM = { amount: '2999', currency: 'usd', customer: 'cus_1' }
const feedRow = (page: Page, text: string) => page.locator('main tbody tr').filter({ hasText: text })

browserTest('the first refused call is seen, its run stopped, and a charge found again', async (browser) => {
  await using product = await startProduct()
  const agent = agentCalls(() => product.url)
  const { page } = await person(browser, product.url)

  await page.getByRole('button', { name: 'Issue the key' }).click()
  const command = page.locator('main code, main pre').filter({ hasText: 'vault_key_' }).first()
  const bearer = /vault_key_\w+/.exec((await command.textContent()) ?? '')?.[0] ?? ''
  // Where the pointer rests from now on, the first rows will appear.
  await page.getByRole('button', { name: /^Copy/ }).click()
  const charge = () => agent.call({ bearer, path: '/v1/payment_intents', form: FORM })
  const [first, second] = [await charge(), await charge()]
  await feedRow(page, 'allowed').nth(1).waitFor()
  // Until the browser has noticed what lies under the pointer now.
  await page.waitForTimeout(1_000)
  const third = await charge()
  assert.deepEqual([first.status, second.status, third.code], [200, 200, 'cap_exhausted'])
  await feedRow(page, 'cap_exhausted').waitFor()

  await feedRow(page, 'cap_exhausted').click()
  await page
    .getByRole('dialog')
    .getByRole('link', { name: /^first-steps\// })
    .first()
    .click()
  await page.getByRole('heading', { name: /^first-steps\// }).waitFor()
  await page.getByRole('button', { name: 'Revoke the run' }).click()
  await page.getByRole('button', { name: 'Revoke now' }).click()
  await page.getByText('Revoked. Its next call is refused.').waitFor()
  assert.equal((await charge()).code, 'key_revoked')

  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Page, command or id' }).fill(String(first.body['id']))
  await page.keyboard.press('Enter')
  await page.getByText(`Id ${String(first.body['id'])}`).waitFor()
  assert.equal(await page.locator('main tbody tr').count(), 1)
  await feedRow(page, 'first-steps/').waitFor()
  agent.close()
})

browserTest('a row says its run beside another label, and the calls of a run lead to it', async (browser) => {
  await using product = await startProduct()
  const agent = agentCalls(() => product.url)
  const { page, go } = await person(browser, product.url)
  const { vault_key: bearer } = await product.admin.issue({
    label: 'worker 3',
    agent_run_label: 'night/7',
    total_usd_cap: 60,
  })
  assert.equal((await agent.call({ bearer, path: '/v1/payment_intents', form: FORM })).status, 200)
  await go('/?run=night%2F7')
  await feedRow(page, 'worker 3').filter({ hasText: 'night/7' }).waitFor()
  await page.getByRole('link', { name: 'Open the run' }).click()
  await page.getByRole('heading', { name: 'night/7' }).waitFor()
  agent.close()
})
