/** `client.json` against the fake of @keybrake/client/testing: programs that are tested on it meet what the product does. */
import { test } from 'node:test'
import { FakeKeybrake } from '@keybrake/client/testing'
import { listen } from '@keybrake/client/testing/node'
import { runSteps } from './run-typescript.ts'
import { scenarios } from './scenario.ts'

for (const scenario of scenarios())
  test(`the fake: ${scenario.name}`, async () => {
    const fake = new FakeKeybrake()
    const listening = await listen(fake)
    const stopProxy = async () => listening[Symbol.asyncDispose]()
    try {
      await runSteps(scenario, {
        client: fake.client(listening.url),
        sandbox: {
          executed: ({ customer }) => executed(fake, customer),
          order: ({ match }) => lose(fake, match.holds),
        },
        stopProxy,
      })
    } finally {
      await stopProxy()
    }
  })

const executed = (fake: FakeKeybrake, customer: string) =>
  fake
    .executed('stripe')
    .filter(({ fields }) => fields['customer'] === customer)
    .map(({ fields }) => ({ amount: String(fields['amount']) }))

const lose = (fake: FakeKeybrake, customer: string): void =>
  fake.loseNextAnswer(({ fields }) => fields['customer'] === customer)
