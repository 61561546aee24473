/** Every operation of a vendor that mints or shows credentials, walked one by one with a key that may do everything. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { stageOnRecorder } from '../support/stage.ts'

const { upstream, admin, call } = await stageOnRecorder()

/** `[product, method, path]` of the closed lines of a vendor's list. */
function closedLines(vendor: string): (readonly [string, string, string])[] {
  const file = `${import.meta.dirname}/../../packages/vendors/src/${vendor}/test/data/described-operations.txt`
  let product = 'api'
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      product = /^# (\w+)$/.exec(line)?.[1] ?? product
      const [, method = '', path = ''] = /^([A-Z]+) (\/\S+) closed$/.exec(line) ?? []
      return method === '' ? [] : [[product, method, path] as const]
    })
}

for (const [vendor, closedMin] of [
  ['twilio', 60],
  ['resend', 12],
  ['stripe', 130],
] as const)
  test(`${vendor}: no wildcard opens one of them`, async () => {
    const issue = (allowed_endpoints: string[]) =>
      admin.issue({ vendor, allowed_endpoints, uncapped: true, unknown_cost: 'allow' })
    const keys = await Promise.all(
      [['*'], ['* /**'], ['GET /**', 'POST /**', 'PUT /**', 'DELETE /**', 'PATCH /**']].map(issue),
    )
    const lines = closedLines(vendor)
    assert.ok(lines.length >= closedMin, String(lines.length))
    for (const { vault_key } of keys)
      for (const [product, method, pattern] of lines) {
        const path = pattern
          .replace('{AccountSid}', '_')
          .replace(/\/Accounts\/\{Sid\}/, '/Accounts/_')
          .replace(/\{[^}]+\}/g, 'X1')
        const prefix = vendor === 'twilio' ? `/twilio/${product}` : `/${vendor}`
        const answer = await call({ key: vault_key, method, path: prefix + path })
        assert.equal(answer.code, 'endpoint_not_allowed', `${method} ${path}: ${answer.status} ${answer.text}`)
      }
    assert.equal(upstream.heard.length, 0)
  })
