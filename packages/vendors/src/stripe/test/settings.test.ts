import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { SETTINGS } from '../rules/flat.ts'

test('the page about Stripe shows every setting, word for word', () => {
  const page = readFileSync(`${import.meta.dirname}/../../../../../docs/vendors/stripe.md`, 'utf8')
  const rows = [...page.matchAll(/^\| `([^`]+)` \| (USD|units a USD|YYYY-MM-DD) \| (.+) \|$/gm)].map(
    ([, ...row]) => row,
  )
  assert.deepEqual(rows, SETTINGS)
})
