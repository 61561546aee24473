import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { COST_RULES_PAGE, costRulesText } from './cost-rules-page.ts'

test('the page of cost rules and the code hold the same operations in the same words', () => {
  assert.equal(readFileSync(COST_RULES_PAGE, 'utf8'), costRulesText(), 'run: node scripts/write-vendor-pages.ts')
})
