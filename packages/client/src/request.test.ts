/** What is sent, how often, and what comes of each kind of answer. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { type Answer, cut, json, problem, scriptedServer, silent } from '../testing/scripted-server.ts'
import {
  AdminError,
  Conflict,
  InvalidRequest,
  Keybrake,
  KeyNotActive,
  NotFound,
  NotPermitted,
  Unauthenticated,
  Unavailable,
} from './index.ts'

const BRAKE = { engaged: false, vendor: null, reason: null, vendors: [], changed_at: null, changed_by: null }
const KEY = {
  id: 'key_1',
  status: 'active',
  vault_key: 'vault_key_secret',
  token: 'vault_key_secret',
  base_url: 'http://x',
}
const ISSUE = { vendor: 'stripe', allowed_endpoints: ['*'], total_usd_cap: '12.345678' } as const

async function withServer<T>(
  answers: readonly Answer[],
  work: (keybrake: Keybrake, server: Awaited<ReturnType<typeof scriptedServer>>) => Promise<T>,
  options: { retries?: number; timeoutMs?: number } = {},
): Promise<T> {
  await using server = await scriptedServer(...answers)
  return await work(new Keybrake({ url: server.url, apiKey: 'kb_admin_x', ...options }), server)
}

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => assert.fail('it succeeded'),
    (error: unknown) => error,
  )

for (const [what, answer] of [
  ['a cut connection', cut],
  ['a 503', problem(503, 'ledger_unavailable')],
  ['a 502 of something between', (response) => void response.writeHead(502).end('<html>')],
] as const satisfies readonly (readonly [string, Answer])[])
  test(`a read is tried three times at ${what}, and no more`, async () => {
    await withServer([answer, answer, json(200, BRAKE)], async (keybrake, { asked }) => {
      assert.equal((await keybrake.brake.read()).engaged, false)
      assert.equal(asked.length, 3)
    })
    await withServer([answer], async (keybrake, { asked }) => {
      const error = await failure(keybrake.brake.read())
      assert.ok(error instanceof Unavailable)
      assert.equal(error.retry, 'later')
      assert.equal(asked.length, 3)
    })
  })

test('an issue is tried again under one idempotency key, made up where none is given', async () => {
  await withServer([cut, json(201, KEY)], async (keybrake, { asked }) => {
    await keybrake.keys.issue(ISSUE)
    await keybrake.keys.issue(ISSUE, { idempotencyKey: 'mine' })
    const names = asked.map(({ headers }) => headers['idempotency-key'])
    assert.match(String(names[0]), /^[0-9a-f-]{36}$/)
    assert.deepEqual(names, [names[0], names[0], 'mine'])
    assert.equal(JSON.parse(asked[0]?.body ?? '').total_usd_cap, '12.345678')
  })
})

test('a write that could be done twice is tried once, and the error says that it may have been done', async () => {
  await withServer([cut], async (keybrake, { asked }) => {
    const error = await failure(keybrake.budgets.create({ name: 'a', total_usd_cap: 1 }))
    assert.ok(error instanceof Unavailable)
    assert.deepEqual([error.retry, error.status, asked.length], ['same_key', null, 1])
  })
})

test('what the API says no to is not tried again, and has the class of its status', async () => {
  const classes = [
    [400, InvalidRequest],
    [401, Unauthenticated],
    [403, NotPermitted],
    [404, NotFound],
    [409, Conflict],
    [412, Conflict],
    [422, InvalidRequest],
    [429, AdminError],
  ] as const
  for (const [status, Class] of classes)
    await withServer([problem(status, 'a_code', { ceiling: 'max_ttl' })], async (keybrake, { asked }) => {
      const error = await failure(keybrake.keys.read('key_1'))
      assert.ok(error instanceof Class, String(status))
      assert.ok(error instanceof AdminError)
      assert.deepEqual([error.code, error.status, error.message, asked.length], ['a_code', status, 'No. Because.', 1])
      if (error instanceof NotPermitted) assert.equal(error.ceiling, 'max_ttl')
    })
})

test('an answer that is no JSON, or breaks off, is no answer', async () => {
  const half: Answer = (response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{')
    setTimeout(() => response.destroy(), 20)
  }
  for (const answer of [half, ((response) => void response.end('<html>')) satisfies Answer])
    await withServer(
      [answer],
      async (keybrake) => assert.ok((await failure(keybrake.brake.read())) instanceof Unavailable),
      { retries: 0 },
    )
})

test('an attempt ends after its time, and the next has the whole of it again', async () => {
  await withServer([silent, json(200, BRAKE)], (keybrake) => keybrake.brake.read(), { timeoutMs: 100 })
  await withServer([silent], async (keybrake, { asked }) => {
    const error = await failure(keybrake.brake.read({ timeoutMs: 50 }))
    assert.ok(error instanceof Unavailable)
    assert.equal(asked.length, 3)
  })
})

test('a signal ends a request, and the pause before the next, with its own reason', async () => {
  const reason = new Error('enough')
  await withServer([silent], async (keybrake, { asked }) => {
    const stop = new AbortController()
    const reading = failure(keybrake.brake.read({ signal: stop.signal }))
    setTimeout(() => stop.abort(reason), 50)
    assert.equal(await reading, reason)
    assert.equal(asked.length, 1)
  })
  await withServer([cut], async (keybrake, { asked }) => {
    const stop = new AbortController()
    const reading = failure(keybrake.brake.read({ signal: stop.signal }))
    // The first pause is 100 ms at least.
    setTimeout(() => stop.abort(reason), 50)
    assert.equal(await reading, reason)
    assert.equal(asked.length, 1)
  })
  await withServer([json(200, BRAKE)], async (keybrake, { asked }) => {
    assert.equal(await failure(keybrake.brake.read({ signal: AbortSignal.abort(reason) })), reason)
    assert.equal(asked.length, 0)
  })
})

test('the credential is not carried to where an answer points', async () => {
  await using other = await scriptedServer(json(200, BRAKE))
  await withServer([(response) => void response.writeHead(307, { location: other.url }).end()], async (keybrake) =>
    assert.ok((await failure(keybrake.brake.read())) instanceof Unavailable),
  )
  assert.equal(other.asked.length, 0)
})

test('a credential that cannot be sent is refused without being repeated', () => {
  for (const apiKey of ['secret\nx', 'secret key', 'sécret', ''])
    assert.throws(
      () => new Keybrake({ url: 'http://127.0.0.1', apiKey }),
      (error: unknown) => error instanceof TypeError && !/secret|sécret/.test(error.message),
    )
  for (const url of ['ftp://host', 'http://user:secret@host', 'host'])
    assert.throws(() => new Keybrake({ url, apiKey: 'x' }), TypeError)
})

test('an address with a path and slashes at its end is kept as it is meant', async () => {
  await using server = await scriptedServer(json(200, BRAKE))
  await new Keybrake({ url: `${server.url}/keybrake//`, apiKey: 'x' }).brake.read()
  assert.equal(server.asked[0]?.url, '/keybrake/vault/brake')
})

test('the fetch that is given is used, and the runtime’s own as it is at the call', async () => {
  const own = new Keybrake({ url: 'http://keybrake.test', apiKey: 'x', fetch: async () => Response.json(BRAKE) })
  assert.equal((await own.brake.read()).engaged, false)
  const keybrake = new Keybrake({ url: 'http://keybrake.test', apiKey: 'x' })
  const { fetch } = globalThis
  globalThis.fetch = async () => Response.json({ ...BRAKE, engaged: true })
  try {
    assert.equal((await keybrake.brake.read()).engaged, true)
  } finally {
    globalThis.fetch = fetch
  }
})

test('a list is read to its end by cursors, as far as it is wanted', async () => {
  const pages: readonly Answer[] = [
    json(200, { data: [1, 2], next_cursor: 'a/b' }),
    json(200, { data: [3], next_cursor: null }),
  ]
  await withServer(pages, async (keybrake, { asked }) => {
    assert.deepEqual(await keybrake.keys.list({ label: 'x y' }).toArray(), [1, 2, 3])
    assert.deepEqual(
      asked.map(({ url }) => url),
      ['/vault/keys?label=x+y&limit=1000', '/vault/keys?label=x+y&limit=1000&cursor=a%2Fb'],
    )
  })
  await withServer(pages, async (keybrake, { asked }) => {
    assert.deepEqual(await keybrake.keys.list().toArray(2), [1, 2])
    assert.deepEqual(await keybrake.keys.list().toArray(0), [])
    assert.equal(asked.length, 1)
  })
  await withServer(pages, async (keybrake, { asked }) => {
    const page = await keybrake.audit.list({ limit: 2, tags: { partition: 'cus_1' } }).page()
    assert.equal(page.next_cursor, 'a/b')
    assert.equal(asked[0]?.url, '/vault/audit?limit=2&tag.partition=cus_1')
  })
})

test('ids are one segment of a path, whatever is in them', async () => {
  await withServer([json(200, KEY)], async (keybrake, { asked }) => {
    await keybrake.keys.read('../brake?x#y')
    assert.equal(asked[0]?.url, '/vault/keys/..%2Fbrake%3Fx%23y')
    for (const id of ['', '.', '..']) {
      assert.ok((await failure(keybrake.keys.revoke(id))) instanceof TypeError, id)
      assert.ok((await failure(keybrake.principals.rotate(id))) instanceof TypeError, id)
    }
    assert.equal(asked.length, 1)
  })
})

test('a number that is none is never sent: in JSON it would be the null that takes a cap away', async () => {
  await withServer([json(200, KEY)], async (keybrake, { asked }) => {
    for (const amount of [NaN, Infinity, -Infinity]) {
      const changing = [
        keybrake.keys.change('key_1', { daily_usd_cap: amount }),
        keybrake.budgets.change('b', { total_usd_cap: amount }),
        keybrake.keys.issue({ ...ISSUE, caps: { refund: { daily_usd_cap: amount } } }),
      ]
      for (const one of changing) assert.match(String(await failure(one)), /TypeError: (daily|total)_usd_cap is/)
    }
    await keybrake.keys.change('key_1', { daily_usd_cap: null })
    assert.deepEqual(
      asked.map(({ body }) => body),
      ['{"daily_usd_cap":null}'],
    )
  })
})

test('an answer that breaks off is asked for again, under the same idempotency key', async () => {
  const half: Answer = (response) => {
    response.writeHead(201, { 'content-length': '500' }).write(JSON.stringify(KEY).slice(0, 40))
    setTimeout(() => response.destroy(), 20)
  }
  await withServer([half, json(201, KEY)], async (keybrake, { asked }) => {
    assert.equal((await keybrake.keys.issue(ISSUE)).id, 'key_1')
    assert.equal(new Set(asked.map(({ headers }) => headers['idempotency-key'])).size, 1)
    assert.equal(asked.length, 2)
  })
})

test('an answer that cannot be read is told without its words, which may hold a key', async () => {
  for (const text of ['{"vault_key":"vault_key_secret"', '{"vault_key":vault_key_secret}'])
    await withServer(
      [(response) => void response.writeHead(201).end(text)],
      async (keybrake) =>
        assert.doesNotMatch(inspect(await failure(keybrake.keys.issue(ISSUE)), { depth: 9 }), /secret/),
      { retries: 0 },
    )
})

test('an idempotency key that no header carries is refused before anything is issued, an empty one above all', async () => {
  await withServer([json(201, KEY)], async (keybrake, { asked }) => {
    for (const idempotencyKey of ['', 'ключ', 'a\nb', 'a '])
      assert.ok((await failure(keybrake.keys.issue(ISSUE, { idempotencyKey }))) instanceof TypeError)
    assert.equal(asked.length, 0)
  })
})

test('faults of fields in no form of ours are none', async () => {
  for (const errors of ['x', 5, { a: 1 }])
    await withServer([problem(422, 'invalid_request', { errors })], async (keybrake) => {
      const error = await failure(keybrake.brake.read())
      assert.ok(error instanceof InvalidRequest)
      assert.deepEqual(error.errors, [])
    })
})

test('a repeated issue whose key has ended is an error, and no key without a credential', async () => {
  await withServer([json(201, { ...KEY, status: 'revoked', vault_key: null, token: null })], async (keybrake) => {
    const error = await failure(keybrake.keys.issue(ISSUE))
    assert.ok(error instanceof KeyNotActive)
    assert.equal(error.keyId, 'key_1')
  })
})
