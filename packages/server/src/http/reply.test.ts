import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { HttpReply } from './reply.ts'
import { oneRequest } from './testing/one-request.ts'

const GET = 'GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'
const bodyOf = (text: string): string => text.slice(text.indexOf('\r\n\r\n') + 4)

test('a whole answer has its status, its headers and the length of its bytes', async () => {
  const text = '{"a":"ü"}'
  for (const [body, bodyIs] of [
    [text, 'text'],
    [Buffer.from(text).toString('latin1'), 'bytes'],
  ] as const) {
    await using one = await oneRequest(GET)
    new HttpReply(one.response, false).send(402, [['Content-Type', 'application/json']], body, bodyIs)
    await once(one.client, 'close')
    assert.match(one.answered(), /^HTTP\/1\.1 402 /)
    assert.match(one.answered(), /\r\ncontent-length: 10\r\n/i)
    assert.equal(Buffer.from(bodyOf(one.answered()), 'latin1').toString(), text)
  }
})

test('the answer to HEAD, and a 204 or 304, is a head only', async () => {
  for (const [headOnly, status] of [
    [true, 200],
    [false, 204],
    [false, 304],
  ] as const) {
    await using one = await oneRequest(headOnly ? GET.replace('GET', 'HEAD') : GET)
    new HttpReply(one.response, headOnly).send(status, [], '{}')
    await once(one.client, 'close')
    assert.match(one.answered(), new RegExp(`^HTTP/1\\.1 ${status} `))
    assert.doesNotMatch(one.answered(), /content-length/i)
    assert.equal(bodyOf(one.answered()), '')
  }
})

test('a second answer changes nothing', async () => {
  await using one = await oneRequest(GET)
  const reply = new HttpReply(one.response, false)
  reply.send(200, [], 'first')
  reply.send(500, [], 'second')
  reply.begin(500, [])
  reply.write(Buffer.from('third'))
  reply.end()
  await once(one.client, 'close')
  assert.equal(bodyOf(one.answered()), 'first')
})

test('a streamed answer arrives piece by piece, whole at its end', async () => {
  await using one = await oneRequest(GET)
  const reply = new HttpReply(one.response, false)
  reply.begin(200, [['x-a', 'b']])
  reply.write(Buffer.from('one '))
  await once(one.client, 'data')
  assert.ok(one.answered().includes('one '))
  reply.write(Buffer.from('two'))
  reply.end()
  await once(one.client, 'close')
  assert.ok(bodyOf(one.answered()).endsWith('0\r\n\r\n'))
})

test('a streamed answer that is broken off can not be taken for a whole one', async () => {
  await using one = await oneRequest(GET)
  const reply = new HttpReply(one.response, false)
  reply.begin(200, [])
  reply.write(Buffer.from('one'))
  await once(one.client, 'data')
  reply.abort()
  await once(one.client, 'close')
  assert.ok(!one.answered().includes('\r\n0\r\n\r\n'))
  assert.equal(reply.gone, true)
})

test('a caller that reads slowly is waited for', async () => {
  await using one = await oneRequest(GET)
  one.client.pause()
  const reply = new HttpReply(one.response, false)
  reply.begin(200, [])
  // More than any socket buffer takes.
  assert.equal(reply.write(Buffer.alloc(64_000_000)), false)
  let drained = 0
  reply.onDrain(() => drained++)
  await delay(20)
  assert.equal(drained, 0)
  one.client.resume()
  await once(one.response, 'drain')
  assert.equal(drained, 1)
})

test('a caller that leaves while it is waited for lets the exchange go on, once', async () => {
  await using one = await oneRequest(GET)
  one.client.pause()
  const reply = new HttpReply(one.response, false)
  reply.begin(200, [])
  reply.write(Buffer.alloc(64_000_000))
  let resumed = 0
  reply.onDrain(() => resumed++)
  one.client.resetAndDestroy()
  await once(one.response, 'close')
  assert.equal(resumed, 1)
  assert.deepEqual([reply.gone, reply.write(Buffer.from('a'))], [true, true])
  reply.end()
  reply.send(200, [], 'late')
})
