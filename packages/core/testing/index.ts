/** Builders for tests: whole values of the domain from the few members a test is about. And what all suites say alike. */
import { type Json, type ReadRequest, readJson } from '../src/index.ts'

export { leftOut } from './left-out.ts'

/** A read of nothing in particular, changed by what the test says. */
export function readRequest(changes: Partial<ReadRequest>): ReadRequest {
  return {
    method: 'GET',
    product: 'api',
    path: '/v1/charges',
    query: [],
    body: { kind: 'none' },
    headers: new Map(),
    ...changes,
  }
}

/** The value of a JSON text that is known to be good. */
export function json(text: string): Json {
  const reading = readJson(text)
  if (!reading.ok) throw new Error(`not JSON: ${reading.why}`)
  return reading.value
}
