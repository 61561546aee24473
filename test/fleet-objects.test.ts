/** One vendor object, two processes: between the question what a call moves and the call itself nobody else changes it. */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { postgresOrLeftOut, type TestPostgres } from '@keybrake/ledger/testing/postgres'
import { foldersOf } from './support/folders.ts'
import { type Product, startProduct } from './support/product.ts'
import { recorderSettings, type Stage, stageOf } from './support/stage.ts'
import { sendJson, startRecordingUpstream } from './support/upstream.ts'

const MASTER_KEY = Buffer.alloc(32, 9).toString('base64')
/** The vendor's answer to the first question is so long on its way. */
const ANSWER_MS = 600

const postgres = await postgresOrLeftOut('one object, two processes')
if (postgres !== null) objects(postgres)

/** One PaymentIntent, in cents. */
class Intent {
  amount = 0
  moved = 0
  questions = 0
  /** Told when the first question was answered, and not heard yet. */
  readonly asked = Promise.withResolvers<void>()

  answer(status: string): object {
    const received = status === 'succeeded' ? this.amount : 0
    const about = { currency: 'usd', capture_method: 'automatic', customer: null }
    return { id: 'pi_1', object: 'payment_intent', amount: this.amount, amount_received: received, status, ...about }
  }
}

function objects(server: TestPostgres): void {
  suite('one object, two processes', async () => {
    const folders = await foldersOf('fleet-objects')
    let intent = new Intent()
    const upstream = await startRecordingUpstream((request, response) => {
      const there = intent
      if (request.method === 'GET') {
        const answer = there.answer('requires_confirmation')
        const isFirst = there.questions++ === 0
        if (isFirst) there.asked.resolve()
        setTimeout(() => sendJson(response, 200, answer), isFirst ? ANSWER_MS : 0)
      } else if (request.url.endsWith('/confirm')) {
        there.moved += there.amount
        sendJson(response, 200, there.answer('succeeded'))
      } else {
        there.amount = Number(new URLSearchParams(request.body).get('amount') ?? there.amount)
        sendJson(response, 200, there.answer('requires_confirmation'))
      }
    })
    let products: readonly Product[] = []
    before(async () => {
      const url = await server.newDatabase()
      const env = { ...recorderSettings(upstream), KEYBRAKE_DATABASE_URL: url, KEYBRAKE_MASTER_KEY: MASTER_KEY }
      products = [
        await startProduct({ dataDir: folders.next(), env }),
        await startProduct({ dataDir: folders.next(), env }),
      ]
    })
    after(async () => {
      for (const product of products) await product.stop()
      await upstream[Symbol.asyncDispose]()
    })

    /** The intent is raised at one process while its confirmation at the other is between question and call. In cents. */
    async function movedWhileRaised(raiser: Stage, confirmer: Stage): Promise<number> {
      intent = new Intent()
      const rich = await raiser.admin.issue({ total_usd_cap: 100_000 })
      const poor = await raiser.admin.issue({ total_usd_cap: 50 })
      const path = '/stripe/v1/payment_intents/pi_1'
      const made = await raiser.call({ key: rich.vault_key, form: { amount: '1000', currency: 'usd' } })
      assert.equal(made.status, 200, made.text)
      const form = { return_url: 'https://example.com' }
      const confirming = confirmer.call({ key: poor.vault_key, path: `${path}/confirm`, form })
      await intent.asked.promise
      const raised = await raiser.call({ key: rich.vault_key, path, form: { amount: '400000' } })
      assert.equal(raised.status, 200, raised.text)
      assert.equal((await confirming).status, 200)
      assert.equal(intent.amount, 400_000)
      return intent.moved
    }

    for (const [where, at] of [
      ['the same process', 0],
      ['the other process', 1],
    ] as const)
      test(`raised at ${where} in the meantime, it moves what it was asked for`, async () => {
        const [one, other] = products.map(stageOf) as [Stage, Stage]
        assert.equal(await movedWhileRaised(one, [one, other][at] as Stage), 1_000)
      })
  })
}
