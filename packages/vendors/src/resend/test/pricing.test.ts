import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { answerOf, contextOf, readRequestOf } from '../../../conformance/fixture.ts'
import { resend } from '../adapter.ts'
import { table } from '../operations.ts'

const context = contextOf('resend', {})
const address = fc.stringMatching(/^[a-z]{1,8}@[a-z]{1,8}\.[a-z]{2}$/)
const oneOrMore = fc.oneof(address, fc.array(address, { minLength: 1, maxLength: 50 }))
const anyNumber = fc.option(fc.oneof(address, fc.array(address, { maxLength: 20 })), { nil: undefined })
const mail = fc.record({ to: oneOrMore, cc: anyNumber, bcc: anyNumber })

const recipientsOf = (mails: readonly object[]): number =>
  mails.flatMap((one) => Object.values(one).flat()).filter((entry) => entry !== undefined).length

function priced(path: string, json: unknown): bigint | null {
  const request = readRequestOf({ path, json: JSON.parse(JSON.stringify(json)) })
  const price = resend.price(table.find('POST', 'api', path), request, context)
  return price.kind === 'known' ? price.amount : null
}

test('a mail costs 900 micro-USD for each address it names', () => {
  fc.assert(fc.property(mail, (one) => assert.equal(priced('/emails', one), 900n * BigInt(recipientsOf([one])))))
})

test('a batch costs the sum of its mails', () => {
  fc.assert(
    fc.property(fc.array(mail, { minLength: 1, maxLength: 20 }), (mails) =>
      assert.equal(priced('/emails/batch', mails), 900n * BigInt(recipientsOf(mails))),
    ),
  )
})

test('whatever stands in a recipient field, it is counted by its addresses or not at all', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      const amount = priced('/emails', { to: value })
      if (amount === null) return
      const entries = [value].flat()
      assert.ok(entries.length > 0 && entries.every((entry) => typeof entry === 'string'))
      assert.equal(amount, 900n * BigInt(entries.join('').split('@').length - 1))
    }),
  )
})

test('a partly taken batch never costs more than the whole', () => {
  fc.assert(
    fc.property(fc.array(mail, { minLength: 1, maxLength: 8 }), fc.infiniteStream(fc.boolean()), (mails, stream) => {
      const failed = mails.map(() => stream.next().value)
      const request = readRequestOf({
        path: '/emails/batch',
        json: JSON.parse(JSON.stringify(mails)),
        headers: { 'x-batch-validation': 'permissive' },
      })
      const operation = table.find('POST', 'api', request.path)
      const price = resend.price(operation, request, context)
      const json = {
        data: mails.filter((_, index) => !failed[index]).map((_, index) => ({ id: `em_${index}` })),
        errors: mails.flatMap((_, index) => (failed[index] === true ? [{ index, message: 'x' }] : [])),
      }
      const { verdict } = resend.classify(operation, request, price, answerOf({ status: 200, json }), context)
      assert.ok(verdict.kind === 'performed' && price.kind === 'known')
      assert.equal(verdict.actual, 900n * BigInt(recipientsOf(mails.filter((_, index) => !failed[index]))))
      assert.ok(verdict.actual <= price.amount)
    }),
  )
})

test('a status that may hide a sent mail is never taken for a definite failure', () => {
  const request = readRequestOf({ path: '/emails', json: { to: 'a@x.com' } })
  const operation = table.find('POST', 'api', '/emails')
  const price = resend.price(operation, request, context)
  for (let status = 300; status < 600; status++) {
    const answer = answerOf({ status, json: { statusCode: status, name: 'x', message: 'y' } })
    const { verdict } = resend.classify(operation, request, price, answer, context)
    const doubtful = status < 400 || status >= 500 || [408, 409, 425].includes(status)
    assert.equal(verdict.kind, doubtful ? 'unknown' : 'not_performed', String(status))
  }
})
