import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { IncomingMessage } from 'node:http'
import { BodyAtHand, type BodyRead, BodyReader, BodyRoom } from './body.ts'
import { oneRequest } from './testing/one-request.ts'

const post = (length: number, body: string): string =>
  `POST / HTTP/1.1\r\nhost: a\r\ncontent-length: ${length}\r\n\r\n${body}`

const readBody = (request: IncomingMessage, length: number, room = new BodyRoom(1_000_000), msMax = 5_000) =>
  new BodyReader(request, length, { room, msMax }).read()

/** Fails where the read never ends. */
const within = (read: BodyRead | Promise<BodyRead>): Promise<BodyRead | 'never'> =>
  Promise.race([read, delay(1_000, 'never' as const, { ref: false })])

test('a body is read whole, in however many pieces it comes', async () => {
  await using one = await oneRequest(post(9, 'abc'))
  const read = readBody(one.request, 9)
  for (const piece of ['d', 'ef', 'ghi']) {
    await delay(2)
    one.client.write(piece)
  }
  assert.deepEqual(await within(read), { kind: 'read', bytes: Buffer.from('abcdefghi') })
})

test('a body that is asked for twice is read once', async () => {
  await using one = await oneRequest(post(3, 'abc'))
  const reader = new BodyReader(one.request, 3, { room: new BodyRoom(100), msMax: 5_000 })
  assert.equal(reader.read(), reader.read())
  assert.deepEqual(await within(reader.read()), { kind: 'read', bytes: Buffer.from('abc') })
  const atHand = new BodyAtHand('abc')
  assert.deepEqual([atHand.read(), atHand.read().bytes], [atHand, 'abc'])
})

test('no body is read at once', async () => {
  await using one = await oneRequest(post(0, ''))
  assert.deepEqual(readBody(one.request, 0), { kind: 'read', bytes: Buffer.alloc(0) })
})

test('what follows the announced length is no part of the body', async () => {
  await using one = await oneRequest(`${post(3, 'abc')}GET /next HTTP/1.1\r\nhost: a\r\n\r\n`)
  assert.deepEqual(await within(readBody(one.request, 3)), { kind: 'read', bytes: Buffer.from('abc') })
})

test('a client that leaves in the middle of its body is told apart from one that is done', async () => {
  for (const leave of ['end', 'destroy', 'resetAndDestroy'] as const) {
    await using one = await oneRequest(post(9, 'abc'))
    const read = readBody(one.request, 9)
    one.client[leave]()
    assert.deepEqual(await within(read), { kind: 'aborted' })
  }
})

test('a client that left before its body was asked for does not keep its call waiting for ever', async () => {
  for (const [length, body] of [
    [9, 'abc'],
    [3, 'abc'],
  ] as const) {
    await using one = await oneRequest(post(length, body))
    one.client.resetAndDestroy()
    await delay(20)
    assert.deepEqual(await within(readBody(one.request, length)), { kind: 'aborted' })
  }
})

test('a body that does not come in time is given up', async () => {
  await using one = await oneRequest(post(9, 'abc'))
  assert.deepEqual(await within(readBody(one.request, 9, new BodyRoom(100), 50)), { kind: 'late' })
})

test('all bodies together take no more memory than they may, and give back what they took', async () => {
  const room = new BodyRoom(10)
  await using first = await oneRequest(post(8, 'abcdefgh'))
  const reader = new BodyReader(first.request, 8, { room, msMax: 5_000 })
  assert.equal(((await within(reader.read())) as BodyRead).kind, 'read')
  await using second = await oneRequest(post(3, 'abc'))
  assert.deepEqual(await within(readBody(second.request, 3, room)), { kind: 'no_room' })
  reader.release()
  await using third = await oneRequest(post(3, 'abc'))
  assert.equal(((await within(readBody(third.request, 3, room))) as BodyRead).kind, 'read')
})

test('after every kind of end, and whatever still comes, a released body holds nothing', async () => {
  for (const [roomBytes, msMax, kind] of [
    [4, 5_000, 'no_room'],
    [1_000, 30, 'late'],
    [1_000, 5_000, 'read'],
  ] as const) {
    const room = new BodyRoom(roomBytes)
    await using one = await oneRequest(post(9, 'abc'))
    const reader = new BodyReader(one.request, 9, { room, msMax })
    const read = reader.read()
    if (kind !== 'late') one.client.write('defghi')
    assert.equal(((await within(read)) as BodyRead).kind, kind)
    reader.release()
    if (kind === 'late') one.client.write('defghi')
    await delay(20)
    assert.equal(room.bytes, 0, kind)
  }
})

test('a small body is read also where large ones have taken all the room', async () => {
  const room = new BodyRoom(10, 5)
  assert.ok(room.take(10))
  await using small = await oneRequest(post(5, 'abcde'))
  assert.equal(((await within(readBody(small.request, 5, room))) as BodyRead).kind, 'read')
  await using large = await oneRequest(post(6, 'abcdef'))
  assert.deepEqual(await within(readBody(large.request, 6, room)), { kind: 'no_room' })
  assert.equal(room.bytes, 10)
})
