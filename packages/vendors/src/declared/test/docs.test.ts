import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { DECLARING_PAGE, referenceText } from '../../../conformance/declaring-page.ts'
import { contextOf, readRequestOf, shownPrice } from '../../../conformance/fixture.ts'
import { loadDefinition } from '../load.ts'
import { DEFINITIONS, shipped } from '../shipped.ts'

const page = readFileSync(DECLARING_PAGE, 'utf8')

test('the page about definitions and the schema that reads them are the same set of fields, in the same words', () => {
  assert.ok(page.endsWith(referenceText()), 'run: node scripts/write-vendor-pages.ts')
})

test('every link of the reference leads to a section of it', () => {
  const sections = [...page.matchAll(/^### (.*)$/gm)].map(([, title = '']) => title.toLowerCase().replaceAll(' ', '-'))
  const links = [...page.matchAll(/\]\(#([^)]*)\)/g)].map(([, link]) => link)
  assert.ok(links.length > 10)
  for (const link of links) assert.ok(sections.includes(link ?? ''), link)
})

test('the worked example loads and costs what the page says', () => {
  const loaded = loadDefinition(/```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '')
  assert.ok(loaded.ok)
  const request = readRequestOf({
    path: '/v1/parcels',
    json: { size: 'large', quantity: 2, country: 'US', insured: { value: 100, currency: 'usd' } },
  })
  const at = (settings: Record<string, string>) =>
    shownPrice(
      loaded.adapter.price(
        loaded.adapter.operation('POST', 'api', '/v1/parcels'),
        request,
        contextOf('acme', { settings }),
      ),
    )
  assert.deepEqual(at({}), { kind: 'known', usd: '20' })
  assert.deepEqual(at({ 'sizes.large.parcel': '8' }), { kind: 'known', usd: '18' })
})

test('each shipped vendor stands in the file of its name, and the page names them all', () => {
  for (const { vendor } of shipped) {
    assert.match(readFileSync(`${DEFINITIONS}/${vendor}.yaml`, 'utf8'), new RegExp(`^vendor: ${vendor}$`, 'm'))
    assert.match(page, new RegExp(`\\b${vendor}\\b`, 'i'))
  }
})
