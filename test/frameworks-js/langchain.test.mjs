/** LangChain: `createAgent` with a scripted model, the real product, and the sandbox that counts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answeringTool, keybrakeMiddleware, unlessRefused } from '@keybrake/client/langchain'
import * as langchain from 'langchain'
import { createAgent, FakeToolCallingModel, tool, toolRetryMiddleware } from 'langchain'
import { z } from 'zod'
import { assertCapTold, payingScene } from './lib/scene.mjs'

const scene = await payingScene()
const payTool = (execute) => tool(execute, { name: 'pay', description: 'Pay 29.99 USD.', schema: z.object({}) })
const retrying = (more = {}) => toolRetryMiddleware({ maxRetries: 3, initialDelayMs: 1, jitter: false, ...more })

/** A model that wants to pay `times` times, then says nothing more. */
const stubbornModel = (times) =>
  new FakeToolCallingModel({
    toolCalls: [...Array.from({ length: times }, (_, at) => [{ name: 'pay', args: {}, id: `c${at}` }]), []],
  })

const ask = { messages: [{ role: 'user', content: 'Pay.' }] }
const toolMessages = ({ messages }) => messages.filter((message) => message.getType() === 'tool')

test('a refusal is the tool’s message, and a retrying middleware around it finds nothing to retry', async () => {
  const { pay, counts } = await scene.arrange()
  const agent = createAgent({
    model: stubbornModel(3),
    tools: [payTool(pay)],
    middleware: [retrying(), keybrakeMiddleware(langchain)],
  })
  const [first, second, third] = toolMessages(await agent.invoke(ask))
  assert.match(first.content, /"paid":"pi_/)
  for (const { content, status } of [second, third]) {
    assert.equal(status, 'error')
    assertCapTold(content)
  }
  assert.deepEqual(counts(), { asked: 3, paid: 1 })
})

test('without it, the retrying middleware asks four times for one refusal', async () => {
  const { pay, counts } = await scene.arrange()
  const agent = createAgent({ model: stubbornModel(2), tools: [payTool(pay)], middleware: [retrying()] })
  await agent.invoke(ask)
  assert.deepEqual(counts(), { asked: 5, paid: 1 })
})

test('stop: the agent ends at the refusal, and the model is not asked again', async () => {
  const { pay, counts } = await scene.arrange()
  const model = stubbornModel(9)
  const agent = createAgent({
    model,
    tools: [payTool(pay)],
    middleware: [retrying(), keybrakeMiddleware(langchain, { onRefusal: 'stop' })],
  })
  const { messages } = await agent.invoke(ask)
  assertCapTold(messages.at(-1).content)
  assert.deepEqual(
    messages.map((message) => message.getType()),
    ['human', 'ai', 'tool', 'ai', 'tool'],
  )
  assert.deepEqual(counts(), { asked: 2, paid: 1 })
})

test('a refusal that waiting ends does not stop the agent', async () => {
  const { pay, counts } = await scene.arrange({ fields: { rate_limit: '1/h', total_usd_cap: 100 } })
  const middleware = [keybrakeMiddleware(langchain, { onRefusal: 'stop' })]
  const agent = createAgent({ model: stubbornModel(2), tools: [payTool(pay)], middleware })
  const { messages } = await agent.invoke(ask)
  assert.equal(JSON.parse(messages.at(-2).content).code, 'rate_limited')
  assert.equal(messages.at(-1).getType(), 'ai')
  assert.deepEqual(counts(), { asked: 2, paid: 1 })
})

test('a fault is still retried and then thrown', async () => {
  const { pay } = await scene.arrange({ unreachable: true })
  let runs = 0
  const counted = payTool(() => {
    runs++
    return pay()
  })
  const middleware = [retrying({ onFailure: 'error' }), keybrakeMiddleware(langchain)]
  await assert.rejects(createAgent({ model: stubbornModel(1), tools: [counted], middleware }).invoke(ask))
  assert.equal(runs, 4)
})

test('retryOn: unlessRefused does without the middleware', async () => {
  const { pay, counts } = await scene.arrange()
  const middleware = [retrying({ retryOn: unlessRefused })]
  await createAgent({ model: stubbornModel(2), tools: [payTool(pay)], middleware }).invoke(ask)
  assert.deepEqual(counts(), { asked: 2, paid: 1 })
})

test('answeringTool does without the middleware', async () => {
  const { pay, counts } = await scene.arrange()
  const agent = createAgent({ model: stubbornModel(2), tools: [payTool(answeringTool(pay))], middleware: [retrying()] })
  assertCapTold(toolMessages(await agent.invoke(ask)).at(-1).content)
  assert.deepEqual(counts(), { asked: 2, paid: 1 })
})
