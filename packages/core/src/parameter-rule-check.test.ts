import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkParameterRules } from './parameter-rule-check.ts'
import type { ParameterRules } from './policy.ts'

test('the rules of the documentation are good', () => {
  const rules: ParameterRules = {
    amount: { max: '5000', min: '50' },
    currency: { in: ['usd'] },
    To: { prefix: ['+1', '+44'] },
    from: { domain: ['acme.com', 'Mail.Acme.com'] },
    'metadata[tier]': { eq: 'x', optional: true },
    transfer_data: { absent: true },
    note: { eq: '' },
    refund: { min: '-5', max: '-5' },
  }
  assert.equal(checkParameterRules(rules), null)
})

test('a rule that is none is named with its field', () => {
  const bad: ParameterRules[] = [
    { amount: {} },
    { amount: { optional: true } },
    { amount: { absent: true, max: '5' } },
    { amount: { absent: true, optional: true } },
    { amount: { max: '5.0' } },
    { amount: { max: '1e3' } },
    { amount: { max: '' } },
    { amount: { max: '-0' } },
    { amount: { min: '05' } },
    { amount: { max: '1'.repeat(19) } },
    { amount: { min: '6', max: '5' } },
    { amount: { in: [] } },
    { amount: { prefix: [] } },
    { amount: { prefix: ['+1', ''] } },
    { amount: { domain: [] } },
    { amount: { domain: ['@acme.com'] } },
    { amount: { domain: ['acme.com', ''] } },
    { amount: { domain: ['acme com'] } },
  ]
  for (const rules of bad) assert.equal(checkParameterRules(rules)?.field, 'amount', JSON.stringify(rules))
})

test('a rule for a name that no field can have is refused', () => {
  for (const name of ['', '[a]', 'a[', 'a[]b', 'a b', 'to[]', 'x[][y]'])
    assert.equal(checkParameterRules({ currency: { eq: 'usd' }, [name]: { eq: 'x' } })?.field, name)
})
