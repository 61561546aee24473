/** Vercel AI SDK: `generateText` with a scripted model, the real product, and the sandbox that counts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusedByKeybrake, withKeybrake } from '@keybrake/client/ai'
import { generateText, isStepCount, streamText, tool } from 'ai'
import { MockLanguageModelV4, simulateReadableStream } from 'ai/test'
import { z } from 'zod'
import { assertCapTold, payingScene } from './lib/scene.mjs'

const scene = await payingScene()

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
}

/** A model that wants to pay again and again, and gives up after `times`. Keeps what it was told. */
function stubbornModel(times) {
  const model = new MockLanguageModelV4({
    doGenerate: async () =>
      model.doGenerateCalls.length <= times
        ? {
            content: [
              { type: 'tool-call', toolCallId: `c${model.doGenerateCalls.length}`, toolName: 'pay', input: '{}' },
            ],
            finishReason: { unified: 'tool-calls', raw: undefined },
            usage,
            warnings: [],
          }
        : {
            content: [{ type: 'text', text: 'I gave up.' }],
            finishReason: { unified: 'stop', raw: undefined },
            usage,
            warnings: [],
          },
  })
  return model
}

const payTool = (execute, more = {}) =>
  tool({ description: 'Pay 29.99 USD.', inputSchema: z.object({}), execute, ...more })

/** Outputs of tools in the last prompt of the model, newest last. */
const toldTo = (model) =>
  model.doGenerateCalls
    .at(-1)
    .prompt.filter(({ role }) => role === 'tool')
    .flatMap(({ content }) => content.map(({ output }) => output))

test('a refusal is the tool’s output for the model, and each of its calls is sent once', async () => {
  const { pay, counts } = await scene.arrange()
  const model = stubbornModel(3)
  const { text } = await generateText({
    model,
    prompt: 'Pay three times.',
    tools: withKeybrake({ pay: payTool(pay) }),
    stopWhen: isStepCount(10),
  })
  assert.equal(text, 'I gave up.')
  const [first, second, third] = toldTo(model)
  assert.equal(first.type, 'json')
  assert.match(first.value.paid, /^pi_/)
  for (const told of [second, third]) assertCapTold(told.value)
  assert.deepEqual(counts(), { asked: 3, paid: 1 })
})

test('stop: the loop ends at the refusal, and the model is not asked again', async () => {
  const { pay, counts } = await scene.arrange()
  const model = stubbornModel(9)
  const { steps } = await generateText({
    model,
    prompt: 'Pay.',
    tools: withKeybrake({ pay: payTool(pay) }),
    stopWhen: [isStepCount(20), refusedByKeybrake()],
  })
  assert.equal(model.doGenerateCalls.length, 2)
  assertCapTold(steps.at(-1).toolResults[0].output)
  assert.deepEqual(counts(), { asked: 2, paid: 1 })
})

test('a refusal that waiting ends does not stop the loop', async () => {
  const { pay, counts } = await scene.arrange({ fields: { rate_limit: '1/h', total_usd_cap: 100 } })
  const model = stubbornModel(2)
  const { text } = await generateText({
    model,
    prompt: 'Pay.',
    tools: withKeybrake({ pay: payTool(pay) }),
    stopWhen: [isStepCount(20), refusedByKeybrake()],
  })
  assert.equal(text, 'I gave up.')
  const [, told] = toldTo(model)
  assert.deepEqual([told.value.code, told.value.retryable], ['rate_limited', true])
  assert.ok(told.value.retry_after_s > 0)
  assert.deepEqual(counts(), { asked: 2, paid: 1 })
})

test('a fault stays the SDK’s tool error', async () => {
  const { pay } = await scene.arrange({ unreachable: true })
  const { steps } = await generateText({
    model: stubbornModel(1),
    prompt: 'Pay.',
    tools: withKeybrake({ pay: payTool(pay) }),
    stopWhen: [isStepCount(5), refusedByKeybrake()],
  })
  assert.equal(steps[0].content.filter(({ type }) => type === 'tool-error').length, 1)
  assert.equal(steps.length, 2)
})

test('a tool that yields several outputs, and one with a view of its own for the model', async () => {
  const { pay, counts } = await scene.arrange()
  const tools = withKeybrake({
    pay: payTool(
      async function* () {
        yield { paid: 'not yet' }
        yield await pay()
      },
      { toModelOutput: ({ output }) => ({ type: 'text', value: `paid ${output.paid.toUpperCase()}` }) },
    ),
  })
  const model = stubbornModel(2)
  await generateText({ model, prompt: 'Pay.', tools, stopWhen: isStepCount(10) })
  const [first, second] = toldTo(model)
  assert.match(first.value, /^paid PI_/)
  assert.equal(second.type, 'error-json')
  assertCapTold(second.value)
  assert.deepEqual(counts(), { asked: 2, paid: 1 })
})

test('streamText: the same, as a stream', async () => {
  const { pay, counts } = await scene.arrange()
  const model = new MockLanguageModelV4({
    doStream: async () => ({
      stream: simulateReadableStream({
        chunks: [
          { type: 'stream-start', warnings: [] },
          { type: 'tool-call', toolCallId: `c${model.doStreamCalls.length}`, toolName: 'pay', input: '{}' },
          { type: 'finish', finishReason: { unified: 'tool-calls', raw: undefined }, usage },
        ],
      }),
    }),
  })
  const result = streamText({
    model,
    prompt: 'Pay.',
    tools: withKeybrake({ pay: payTool(pay) }),
    stopWhen: [isStepCount(20), refusedByKeybrake()],
  })
  const outputs = []
  for await (const part of result.fullStream) if (part.type === 'tool-result') outputs.push(part.output)
  assert.equal(outputs.length, 2)
  assertCapTold(outputs[1])
  assert.deepEqual(counts(), { asked: 2, paid: 1 })
})
