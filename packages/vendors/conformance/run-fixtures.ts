/** Runs every fixture of a vendor as one test each. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Price, VendorAdapter } from '../src/adapter.ts'
import { answerOf, contextOf, type Fixture, readRequestOf, shownPrice, shownReading } from './fixture.ts'

export function runFixtures(adapter: VendorAdapter): void {
  const folder = `${import.meta.dirname}/../src/${adapter.vendor}/fixtures`
  const files = globSync('*/*.json', { cwd: folder }).sort()
  test(`${adapter.vendor} has fixtures`, () => assert.ok(files.length > 0))
  for (const file of files) {
    const fixture = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Fixture
    test(`${adapter.vendor} ${file}: ${fixture.guarantee}`, () => judge(adapter, fixture))
  }
}

function judge(adapter: VendorAdapter, fixture: Fixture): void {
  const request = readRequestOf(fixture.request)
  const operation = adapter.operation(request.method, request.product, request.path)
  assert.equal(operation?.name ?? null, fixture.operation, 'operation')
  const problem = adapter.checkParameters(request, { accounts: fixture.accounts ?? [] })
  const shown = problem && { code: problem.code, parameter: problem.parameter }
  assert.deepEqual(shown, fixture.problem ?? null, 'checkParameters')
  if (fixture.problem !== undefined) return
  const context = contextOf(adapter.vendor, fixture)
  if (fixture.objectsNamed !== undefined)
    assert.deepEqual(adapter.objectsNamed(operation, request), fixture.objectsNamed, 'objectsNamed')
  if (fixture.redacted !== undefined)
    assert.deepEqual({ ...adapter.redact(operation, request) }, fixture.redacted, 'redact')
  let price: Price = adapter.price(operation, request, context)
  assert.deepEqual(shownPrice(price), fixture.price, 'price')
  if (fixture.asked !== undefined) {
    assert.ok(price.kind === 'ask' && operation !== null, 'nothing is asked')
    price = adapter.priceFromAnswer(operation, request, price.question, answerOf(fixture.asked), context)
    assert.deepEqual(shownPrice(price), fixture.priceFromAnswer, 'priceFromAnswer')
  }
  if (fixture.answer === undefined) return
  const reading = adapter.classify(operation, request, price, answerOf(fixture.answer), context)
  assert.deepEqual(shownReading(reading), fixture.verdict, 'verdict')
  for (const name of ['error', 'vendorRequestId', 'vendorObjectId'] as const)
    if (fixture[name] !== undefined) assert.equal(reading[name], fixture[name], name)
}
