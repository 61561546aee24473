/** Several requests on one connection, and connections that break: whichever of the two readers of HTTP has them. */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { beforeEach, test } from 'node:test'
import { ADMIN_KEY } from '../support/product.ts'
import { rawRequest, sendRaw } from '../support/raw.ts'
import { eventually, type Stage, stageOnRecorder } from '../support/stage.ts'
import type { RecordingUpstream } from '../support/upstream.ts'

const body = 'amount=100&currency=usd'

/** The same for the default and for Node's own reader throughout. */
const STAGES: Readonly<Record<string, Stage & { readonly upstream: RecordingUpstream }>> = {
  fast: await stageOnRecorder(),
  node: await stageOnRecorder(undefined, { KEYBRAKE_HTTP: 'node' }),
}

for (const [http, { upstream, product, admin }] of Object.entries(STAGES)) {
  beforeEach(() => upstream.clear())
  const host = `Host: 127.0.0.1:${product.port}`
  const charge = (key: string, length = body.length): string =>
    rawRequest(
      [
        'POST /stripe/v1/payment_intents HTTP/1.1',
        host,
        `Authorization: Bearer ${key}`,
        'Content-Type: application/x-www-form-urlencoded',
        `Content-Length: ${length}`,
      ],
      body,
    )
  const adminRequest = (path: string): string =>
    rawRequest([`GET ${path} HTTP/1.1`, host, `Authorization: Bearer ${ADMIN_KEY}`])

  test(`${http}: calls and admin requests on one connection are each answered by their own plane, in order`, async () => {
    const { id, vault_key } = await admin.issue({ total_usd_cap: 100 })
    const said = charge(vault_key) + charge(vault_key) + adminRequest(`/vault/keys/${id}`) + charge(vault_key)
    const answer = await sendRaw(product.port, `${said}${adminRequest('/vault/none')}`)
    assert.deepEqual(answer.statuses, [200, 200, 200, 200, 404])
    const [, , read] = answer.body.split(/HTTP\/1\.1 \d{3} /)
    assert.match(read ?? '', new RegExp(`"id":"${id}"`))
    assert.equal(upstream.heard.length, 3)
  })

  test(`${http}: a call whose sender leaves in the middle of its body is refused and recorded, and nothing is sent`, async () => {
    for (const leave of ['end', 'resetAndDestroy'] as const) {
      const { id, vault_key } = await admin.issue({ total_usd_cap: 100 })
      const socket = connect(product.port, '127.0.0.1').on('error', () => undefined)
      await new Promise((resolve) => socket.write(charge(vault_key, body.length + 1), resolve))
      await new Promise((resolve) => setTimeout(resolve, 30))
      socket[leave]()
      await eventually(async () => {
        const [row] = await admin.audit(`key_id=${id}&code=bad_request`)
        assert.equal(row?.['decision'], 'refused')
      })
      assert.equal(upstream.heard.length, 0)
    }
  })

  test(`${http}: the answer to HEAD is a head, and the next request on its connection is read`, async () => {
    const { vault_key } = await admin.issue({ total_usd_cap: 100 })
    const head = rawRequest(['HEAD /stripe/v1/charges HTTP/1.1', host, `Authorization: Bearer ${vault_key}`])
    const answer = await sendRaw(product.port, head + charge(vault_key))
    assert.equal(answer.statuses.length, 2)
    assert.match(answer.body, /^HTTP\/1\.1 200 /)
  })
}
