/** LangGraph: graphs of one's own, with their own retries; the real product, and the sandbox that counts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusalOf } from '@keybrake/client'
import { answeringTool, endedByRefusal, unlessRefused } from '@keybrake/client/langchain'
import { AIMessage } from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import { Annotation, END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph'
import { ToolNode } from '@langchain/langgraph/prebuilt'
import { z } from 'zod'
import { assertCapTold, payingScene } from './lib/scene.mjs'

const scene = await payingScene()
const eager = { maxAttempts: 4, initialInterval: 1, backoffFactor: 1, jitter: false, logWarning: false }
const State = Annotation.Root({ paid: Annotation() })

/** A node that pays twice, with a retry policy. */
const twoPayments = (pay, retryPolicy) =>
  new StateGraph(State)
    .addNode('first', async () => pay(), { retryPolicy })
    .addNode('second', async () => pay(), { retryPolicy })
    .addEdge(START, 'first')
    .addEdge('first', 'second')
    .addEdge('second', END)
    .compile()

test('a node’s retry policy with unlessRefused asks once for each refusal, and the refusal ends the graph', async () => {
  const { pay, counts } = await scene.arrange()
  const graph = twoPayments(pay, { ...eager, retryOn: unlessRefused })
  await assert.rejects(graph.invoke({}), (error) => refusalOf(error)?.code === 'cap_exhausted')
  assert.deepEqual(counts(), { asked: 2, paid: 1 })
})

test('a retry policy that retries everything asks four times for one refusal', async () => {
  const { pay, counts } = await scene.arrange()
  const graph = twoPayments(pay, { ...eager, retryOn: () => true })
  await assert.rejects(graph.invoke({}), (error) => refusalOf(error)?.code === 'cap_exhausted')
  assert.deepEqual(counts(), { asked: 5, paid: 1 })
})

/** A scripted model that wants to pay nine times, and a ToolNode; `route` says where to go after the tools. */
function loop(pay, route) {
  let asked = 0
  const payTool = tool(answeringTool(pay), { name: 'pay', description: 'Pay 29.99 USD.', schema: z.object({}) })
  const model = () => {
    asked++
    const tool_calls = asked > 3 ? [] : [{ name: 'pay', args: {}, id: `c${asked}`, type: 'tool_call' }]
    return { messages: [new AIMessage({ content: '', tool_calls })] }
  }
  const graph = new StateGraph(MessagesAnnotation)
    .addNode('model', model)
    .addNode('tools', new ToolNode([payTool]))
    .addEdge(START, 'model')
    .addConditionalEdges('model', ({ messages }) => (messages.at(-1).tool_calls.length > 0 ? 'tools' : END), [
      'tools',
      END,
    ])
    .addConditionalEdges('tools', route, ['model', END])
    .compile()
  return { graph, asked: () => asked }
}

const ask = { messages: [{ role: 'user', content: 'Pay.' }] }

test('in a ToolNode a refusal is the tool’s message', async () => {
  const { pay, counts } = await scene.arrange()
  const { graph } = loop(pay, () => 'model')
  const { messages } = await graph.invoke(ask)
  const [first, second, third] = messages.filter((message) => message.getType() === 'tool')
  assert.match(first.content, /"paid":"pi_/)
  for (const { content } of [second, third]) assertCapTold(content)
  assert.deepEqual(counts(), { asked: 3, paid: 1 })
})

test('stop: an edge that asks endedByRefusal leads to the end', async () => {
  const { pay, counts } = await scene.arrange()
  const { graph, asked } = loop(pay, ({ messages }) => (endedByRefusal(messages) ? END : 'model'))
  const { messages } = await graph.invoke(ask)
  assertCapTold(messages.at(-1).content)
  assert.equal(asked(), 2)
  assert.deepEqual(counts(), { asked: 2, paid: 1 })
})
