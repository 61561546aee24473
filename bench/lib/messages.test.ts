import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerBody, type Language, requestBody } from './messages.ts'

const ID = '0123456789abcdef0123456789abcdef'

for (const language of ['form', 'chat'] as const satisfies readonly Language[]) {
  test(`requests and answers are as large in the language ${language} as in the other`, () => {
    assert.equal(requestBody(language).length, 260)
    assert.equal(answerBody(language, ID).length, 1_500)
    // What nginx is given grows to the same size when it puts an id in.
    assert.equal(answerBody(language, '$request_id').replace('$request_id', ID), answerBody(language, ID))
  })

  test(`an answer in the language ${language} is JSON`, () => {
    assert.equal(typeof JSON.parse(answerBody(language, ID)), 'object')
  })
}

test('the form is one that no reader takes in two ways', () => {
  const fields = [...new URLSearchParams(requestBody('form'))]
  assert.equal(new Set(fields.map(([name]) => name)).size, fields.length)
  assert.equal(new URLSearchParams(requestBody('form')).get('amount'), '1000')
})
