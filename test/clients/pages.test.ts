/** The programs of docs/clients, word for word. */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { Keybrake, NotPermitted } from '@keybrake/client'
import { ADMIN_KEY, REPOSITORY } from '../support/product.ts'
import { stageOnSandbox } from '../support/stage.ts'
import { output } from './runtimes/installed.ts'

/** Inside `node_modules`, so that imports find the packages and no other tool looks at it. */
const BUILD = `${REPOSITORY}node_modules/.cache/keybrake-clients/`
const { sandbox, product } = await stageOnSandbox()
const keybrake = new Keybrake({ url: product.url, apiKey: ADMIN_KEY })

/** What the first program of a page prints. */
async function printed(page: string): Promise<string> {
  const text = readFileSync(`${REPOSITORY}docs/clients/${page}.md`, 'utf8')
  const program = /^```ts\n([\s\S]*?)^```$/m.exec(text)?.[1]
  assert.ok(program !== undefined, `${page} has no program`)
  mkdirSync(BUILD, { recursive: true })
  const here = program.replace("'http://127.0.0.1:8787'", `'${product.url}'`)
  writeFileSync(`${BUILD}${page}.mjs`, here)
  process.env['KEYBRAKE_URL'] = product.url
  process.env['KEYBRAKE_API_KEY'] = ADMIN_KEY
  return output(process.execPath, [`${BUILD}${page}.mjs`], REPOSITORY)
}

test('typescript.md: the program pays until its cap, is told so, and its key is revoked', async () => {
  const [paid, told] = (await printed('typescript')).split('\n')
  assert.deepEqual(
    sandbox.executed().map(({ id }) => `paid ${id}`),
    [paid],
  )
  assert.equal(told, 'the cap is reached, 20.01 USD are left')
  const [key] = await keybrake.keys.list({ label: 'nightly-billing' }).toArray()
  assert.deepEqual([key?.status, key?.reason], ['revoked', 'scope ended'])
})

test('mcp.md: the issuer’s credential is good for a key within its ceilings and for none above', async () => {
  const issuer = new Keybrake({ url: product.url, apiKey: (await printed('mcp')).trim() })
  const modest = {
    connection: 'stripe',
    allowed_endpoints: ['refunds.create', 'payment_intents.retrieve'],
    total_usd_cap: 50,
  } as const
  await issuer.keys.issue(modest)
  await assert.rejects(issuer.keys.issue({ ...modest, total_usd_cap: 51 }), NotPermitted)
  await assert.rejects(issuer.keys.issue({ ...modest, allowed_endpoints: ['payouts.create'] }), NotPermitted)
})
