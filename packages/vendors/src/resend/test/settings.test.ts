import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { SETTINGS } from '../rules/unit.ts'

test('the page about Resend shows every setting, word for word', () => {
  const page = readFileSync(`${import.meta.dirname}/../../../../../docs/vendors/resend.md`, 'utf8')
  const rows = [...page.matchAll(/^\| `([^`]+)` \| (USD|count) \| (.+) \|$/gm)].map(([, ...row]) => row)
  assert.deepEqual(rows, SETTINGS)
})
