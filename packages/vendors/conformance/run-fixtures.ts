/** Runs every fixture of a vendor as one test each. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Operation, Price, VendorAdapter } from '../src/adapter.ts'
import {
  answerOf,
  contextOf,
  type Fixture,
  type FixtureAnswer,
  readRequestOf,
  shownPrice,
  shownReading,
} from './fixture.ts'

/** @param folder of its cases, `<operation>/<case>.json`; a vendor that is written in code has them beside it */
export function runFixtures(
  adapter: VendorAdapter,
  folder = `${import.meta.dirname}/../src/${adapter.vendor}/fixtures`,
): void {
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
  const answer = { ...answerOf(fixture.answer), ...streamed(adapter, operation, fixture.answer) }
  const reading = adapter.classify(operation, request, price, answer, context)
  assert.deepEqual(shownReading(reading), fixture.verdict, 'verdict')
  for (const name of ['error', 'vendorRequestId', 'vendorObjectId'] as const)
    if (fixture[name] !== undefined) assert.equal(reading[name], fixture[name], name)
}

/** What the adapter reads out of a stream. It comes a byte at a time, so that no reader relies on where chunks end. */
function streamed(adapter: VendorAdapter, operation: Operation | null, { events, headers }: FixtureAnswer) {
  if (events === undefined) return {}
  assert.ok(operation?.stream, 'the operation does not stream')
  const reader = adapter.streamReader?.(operation, headers?.['content-type'])
  for (const byte of Buffer.from(events.join('\n'))) reader?.chunk(Uint8Array.of(byte))
  return { json: reader?.end() }
}
