/** The programs of docs/clients/agents-js.md, word for word, with scripted models, the real product and the sandbox that counts. */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { test } from 'node:test'
import { answering } from '@keybrake/client'
import { run, setTracingDisabled, Usage } from '@openai/agents'
import { MockLanguageModelV4 } from 'ai/test'
import { FakeToolCallingModel, tool } from 'langchain'
import { z } from 'zod'
import { REPOSITORY } from '../support/product.ts'
import { assertCapTold, payingScene } from './lib/scene.mjs'

const PAGE = readFileSync(`${REPOSITORY}docs/clients/agents-js.md`, 'utf8')
const FOLDER = new URL('node_modules/.cache/page/', import.meta.url)
const ASKED = { cents: 2_999, customer: 'cus_page' }

setTracingDisabled(true)
mkdirSync(FOLDER, { recursive: true })
const scene = await payingScene()
const ran = new Set()

/** What the program under a heading of the page exports. */
function program(heading) {
  const [, text] = new RegExp(`^## ${heading}\n[^]*?^\`\`\`ts\n([^]*?)^\`\`\`$`, 'm').exec(PAGE)
  ran.add(text)
  const file = new URL(`${heading.replaceAll(' ', '-')}.mjs`, FOLDER)
  writeFileSync(file, stripTypeScriptTypes(text))
  return import(file)
}

test('the Vercel AI SDK’s program pays once and ends at the refusal', async () => {
  const { stripe, counts } = await scene.arrange()
  const usage = {
    inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 1, text: 1, reasoning: 0 },
  }
  const model = new MockLanguageModelV4({
    doGenerate: async () => ({
      content: [
        {
          type: 'tool-call',
          toolCallId: `c${model.doGenerateCalls.length}`,
          toolName: 'pay',
          input: JSON.stringify(ASKED),
        },
      ],
      finishReason: { unified: 'tool-calls', raw: undefined },
      usage,
      warnings: [],
    }),
  })
  const { paying } = await program('Vercel AI SDK')
  const { steps } = await paying(model, stripe)
  assertCapTold(steps.at(-1).toolResults[0].output)
  assert.deepEqual(counts(), { asked: 2, paid: 1 })
})

test('the OpenAI Agents SDK’s program pays once and ends at the refusal', async () => {
  const { stripe, counts } = await scene.arrange()
  let turns = 0
  const call = () => ({ type: 'function_call', callId: `c${++turns}`, name: 'pay', status: 'completed' })
  const model = {
    getResponse: async () => ({ output: [{ ...call(), arguments: JSON.stringify(ASKED) }], usage: new Usage() }),
  }
  const { payer } = await program('OpenAI Agents SDK')
  const { finalOutput } = await run(payer(stripe).clone({ model }), 'Pay.')
  assertCapTold(finalOutput)
  assert.deepEqual(counts(), { asked: 2, paid: 1 })
})

test('LangChain’s program pays once and ends at the refusal', async () => {
  const { pay, counts } = await scene.arrange()
  const toolCalls = Array.from({ length: 9 }, (_, at) => [{ name: 'pay', args: {}, id: `c${at}` }])
  const { payer } = await program('LangChain')
  const payTool = tool(pay, { name: 'pay', description: 'Pay 29.99 USD.', schema: z.object({}) })
  const { messages } = await payer(new FakeToolCallingModel({ toolCalls }), [payTool]).invoke({
    messages: [{ role: 'user', content: 'Pay.' }],
  })
  assertCapTold(messages.findLast((message) => message.getType() === 'tool').content)
  assert.deepEqual(counts(), { asked: 2, paid: 1 })
})

test('LangGraph’s program asks once for a refusal and gives its words as the outcome', async () => {
  const { stripe, counts } = await scene.arrange()
  const { bill } = await program('LangGraph')
  assert.match((await bill(stripe, 2_999)).outcome, /^pi_/)
  assert.match((await bill(stripe, 2_999)).outcome, /^Spend cap reached/)
  assert.deepEqual(counts(), { asked: 2, paid: 1 })
})

test('the program for anything else gives an id, then the refusal', async () => {
  const { stripe, counts } = await scene.arrange()
  const { pay } = await program('Anything else')
  assert.match(await pay(stripe, 2_999), /^pi_/)
  assertCapTold(await pay(stripe, 2_999))
  assert.deepEqual(counts(), { asked: 2, paid: 1 })
})

test('the answer that the page shows is what a model reads', async () => {
  const { pay } = await scene.arrange()
  await pay()
  const told = JSON.parse(JSON.stringify(await answering(pay)))
  const shown = JSON.parse(/^```json\n([^]*?)^```$/m.exec(PAGE)[1])
  assert.deepEqual(Object.keys(told), Object.keys(shown))
  // What differs from one call to the next stands as a … on the page.
  const matches = (text, pattern) =>
    new RegExp(`^${pattern.split('…').map(RegExp.escape).join('.+')}$`).test(text) ? pattern : text
  for (const name of ['message', 'call_id']) told[name] = matches(told[name], shown[name])
  assert.deepEqual(told, shown)
})

test('no program of the page was left out', () => {
  assert.deepEqual(
    [...ran],
    [...PAGE.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, text]) => text),
  )
})
