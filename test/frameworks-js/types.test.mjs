/** The adapters fit the frameworks' own types: a program in strict mode compiles. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { REPOSITORY } from '../support/product.ts'

const PROGRAM = `
import { refusedByKeybrake, withKeybrake as withAnswers } from '@keybrake/client/ai'
import { answeringTool, endedByRefusal, keybrakeMiddleware, unlessRefused } from '@keybrake/client/langchain'
import { stopAtRefusal, withKeybrake } from '@keybrake/client/openai-agents'
import { Agent, tool as agentTool } from '@openai/agents'
import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph'
import { generateText, isStepCount, tool as aiTool, type LanguageModel } from 'ai'
import * as langchain from 'langchain'
import { z } from 'zod'

const pay = async ({ cents }: { cents: number }) => ({ paid: String(cents) })
const inputSchema = z.object({ cents: z.int() })

export async function ai(model: LanguageModel) {
  const tools = withAnswers({ pay: aiTool({ inputSchema, execute: pay }) })
  const { steps } = await generateText({ model, prompt: '', tools, stopWhen: [isStepCount(9), refusedByKeybrake()] })
  return steps[0]?.toolResults.map(({ toolName }) => toolName)
}

const payTool = withKeybrake(agentTool)({
  name: 'pay',
  description: '',
  parameters: inputSchema,
  execute: ({ cents }) => pay({ cents }),
})
export const agent = new Agent({ name: 'payer', tools: [payTool], toolUseBehavior: stopAtRefusal })

export const middleware = [
  langchain.toolRetryMiddleware({ retryOn: unlessRefused }),
  keybrakeMiddleware(langchain, { onRefusal: 'stop' }),
]
export const paying = langchain.tool(answeringTool(pay), { name: 'pay', description: '', schema: inputSchema })
export const react = langchain.createAgent({ model: 'openai:x', tools: [paying], middleware })

export const graph = new StateGraph(MessagesAnnotation)
  .addNode('pay', async () => ({ messages: [] }), { retryPolicy: { retryOn: unlessRefused } })
  .addEdge(START, 'pay')
  .addConditionalEdges('pay', ({ messages }) => (endedByRefusal(messages) ? END : 'pay'))
  .compile()
`

const FOLDER = fileURLToPath(new URL('node_modules/.cache/types/', import.meta.url))

function compiles(programs) {
  mkdirSync(FOLDER, { recursive: true })
  for (const [name, text] of Object.entries(programs)) writeFileSync(FOLDER + name, text)
  const flags = ['--ignoreConfig', '--strict', '--noEmit', '--skipLibCheck', '--allowImportingTsExtensions']
  const target = [
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--lib',
    'es2024,esnext.disposable,dom',
    '--types',
    'node',
  ]
  const tsc = `${REPOSITORY}node_modules/typescript7/lib/tsc.js`
  try {
    execFileSync(process.execPath, [tsc, ...flags, ...target, ...Object.keys(programs)], {
      cwd: FOLDER,
      encoding: 'utf8',
    })
  } catch (error) {
    assert.fail(error.stdout)
  }
}

test('a program in strict mode compiles', () => compiles({ 'program.ts': PROGRAM }))

/** Pages, and how many programs each has. */
const PAGES = { 'docs/clients/agents-js.md': 5, 'docs/clients/typescript.md': 4, 'packages/client/README.md': 1 }
/** What imports nothing goes on from the page's first program. */
const BEFORE = `import type { Keybrake } from '@keybrake/client'\ndeclare const keybrake: Keybrake\n`

for (const [path, count] of Object.entries(PAGES))
  test(`the programs of ${path} compile`, () => {
    const page = readFileSync(REPOSITORY + path, 'utf8')
    const texts = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, text]) => text)
    assert.equal(texts.length, count)
    const name = path.replace(/\W/g, '-')
    compiles(
      Object.fromEntries(
        texts.map((text, at) => [`${name}-${at}.ts`, text.startsWith('import ') ? text : BEFORE + text]),
      ),
    )
  })

test('what does not fit is found: the compiler judges these programs', () => {
  const wrong = PROGRAM.replace("onRefusal: 'stop'", "onRefusal: 'go on'")
  assert.throws(() => compiles({ 'wrong.ts': wrong }), /'"go on"'/)
})
