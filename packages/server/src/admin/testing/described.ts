/** Every answer of the admin tests is one that the document describes: no member is missing, of another type, or unknown to it. */
import assert from 'node:assert/strict'
import { operations } from '@keybrake/contract'

export function assertDescribed(method: string, path: string, answer: Response, body: unknown): void {
  if (answer.headers.get('content-type') !== 'application/json') return
  const { pathname } = new URL(path, answer.url)
  const operation = operations.find((each) => each.method === method && formOf(each.path).test(pathname))
  if (operation === undefined || operation.answer.status !== answer.status) return
  // What the schema does not know is left out of what it reads.
  assert.deepEqual(operation.answer.schema.parse(body), body, `${method} ${path}`)
}

const formOf = (path: string): RegExp => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`)
