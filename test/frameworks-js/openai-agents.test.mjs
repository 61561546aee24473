/** OpenAI Agents SDK: `run` with a scripted model, the real product, and the sandbox that counts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusalOf, Unavailable, keybrakeErrorOf } from '@keybrake/client'
import { stopAtRefusal, withKeybrake } from '@keybrake/client/openai-agents'
import { Agent, run, setTracingDisabled, tool as plainTool, Usage } from '@openai/agents'
import { z } from 'zod'
import { assertCapTold, payingScene } from './lib/scene.mjs'

setTracingDisabled(true)
const tool = withKeybrake(plainTool)
const scene = await payingScene()

/** A model that wants to pay as long as `wants` says so of what it was told; then it gives up. */
class ScriptedModel {
  requests = []
  constructor(wants) {
    this.wants = wants
  }
  async getResponse(request) {
    this.requests.push(request)
    const output = this.wants(this.told())
      ? [
          {
            type: 'function_call',
            callId: `c${this.requests.length}`,
            name: 'pay',
            arguments: '{}',
            status: 'completed',
          },
        ]
      : [
          {
            type: 'message',
            role: 'assistant',
            status: 'completed',
            content: [{ type: 'output_text', text: 'I gave up.' }],
          },
        ]
    return { output, usage: new Usage() }
  }
  getStreamedResponse() {
    throw new Error('not asked for')
  }
  /** Texts of the tool results in the last request, oldest first. */
  told() {
    const { input } = this.requests.at(-1)
    return (Array.isArray(input) ? input : [])
      .filter(({ type }) => type === 'function_call_result')
      .map(({ output }) => (typeof output === 'string' ? output : output.text))
  }
}

const options = (execute) => ({ name: 'pay', description: 'Pay 29.99 USD.', parameters: z.object({}), execute })
const agentOf = (model, payTool, more = {}) => new Agent({ name: 'payer', model, tools: [payTool], ...more })
const times = (most) => (told) => told.length < most

test('a refusal is the tool’s result for the model, and each of its calls is sent once', async () => {
  const { pay, counts } = await scene.arrange()
  const model = new ScriptedModel(times(3))
  const { finalOutput } = await run(agentOf(model, tool(options(pay))), 'Pay three times.')
  assert.equal(finalOutput, 'I gave up.')
  const [first, second, third] = model.told()
  assert.match(first, /"paid":"pi_/)
  for (const told of [second, third]) assertCapTold(told)
  assert.deepEqual(counts(), { asked: 3, paid: 1 })
})

test('stop: the run ends with the refusal, and the model is not asked again', async () => {
  const { pay, counts } = await scene.arrange()
  const model = new ScriptedModel(times(9))
  const agent = agentOf(model, tool(options(pay)), { toolUseBehavior: stopAtRefusal })
  const { finalOutput } = await run(agent, 'Pay.')
  assertCapTold(finalOutput)
  assert.equal(model.requests.length, 2)
  assert.deepEqual(counts(), { asked: 2, paid: 1 })
})

test('a model that does as it is told stops after one refusal; without the adapter it is told to try again', async () => {
  /** Tries again while it is told to, four times at most. */
  const obedient = (told) => told.length === 0 || (told.length < 5 && /"paid"|try again/.test(told.at(-1)))
  const plain = await scene.arrange()
  const misled = new ScriptedModel(obedient)
  await run(agentOf(misled, plainTool(options(plain.pay))), 'Pay.')
  assert.match(misled.told().at(-1), /Please try again/)
  assert.deepEqual(plain.counts(), { asked: 5, paid: 1 })

  const { pay, counts } = await scene.arrange()
  await run(agentOf(new ScriptedModel(obedient), tool(options(pay))), 'Pay.')
  assert.deepEqual(counts(), { asked: 2, paid: 1 })
})

test('a fault stays an error: with errorFunction null it ends the run, and is told from a refusal', async () => {
  const { pay } = await scene.arrange({ unreachable: true })
  const payTool = tool({ ...options(pay), errorFunction: null })
  await assert.rejects(run(agentOf(new ScriptedModel(times(1)), payTool), 'Pay.'), (error) => {
    assert.equal(refusalOf(error), null)
    assert.ok(!(keybrakeErrorOf(error) instanceof Unavailable), 'nothing of the proxy’s is in it: it was not reached')
    return true
  })
})
