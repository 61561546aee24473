import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Attempts } from './attempts.ts'

const failing = (attempts: Attempts, address: string, count: number, nowMs = 0): number[] =>
  Array.from({ length: count }, () => attempts.begin(address, nowMs))

test('five attempts are free; then each failure doubles the wait, up to a minute', () => {
  const attempts = new Attempts()
  assert.deepEqual(failing(attempts, '192.0.2.1', 7), [0, 0, 0, 0, 0, 1_000, 1_000])
  let now = 0
  const waits: number[] = []
  for (let i = 0; i < 9; i++) {
    const wait = attempts.begin('192.0.2.1', now)
    waits.push(wait)
    now += wait
    assert.equal(attempts.begin('192.0.2.1', now), 0)
  }
  assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
})

test('a success is not counted, and a quarter of an hour without a failure begins anew', () => {
  const attempts = new Attempts()
  for (let i = 0; i < 20; i++) {
    assert.equal(attempts.begin('192.0.2.1', 0), 0)
    attempts.succeeded('192.0.2.1')
  }
  assert.deepEqual(failing(attempts, '192.0.2.1', 6), [0, 0, 0, 0, 0, 1_000])
  assert.deepEqual(failing(attempts, '192.0.2.1', 6, 15 * 60_000), [0, 0, 0, 0, 0, 1_000])
})

test('a credential of one’s own between guesses at another’s takes no guess back', () => {
  const attempts = new Attempts()
  const waits: number[] = []
  for (let guess = 0; guess < 6; guess++) {
    waits.push(attempts.begin('192.0.2.1', 0))
    if (attempts.begin('192.0.2.1', 0) === 0) attempts.succeeded('192.0.2.1')
  }
  assert.deepEqual(waits, [0, 0, 0, 0, 0, 1_000])
})

test('another address is not slowed; one subscriber of IPv6 is one address', () => {
  const attempts = new Attempts()
  failing(attempts, '2001:db8:0:1::1', 5)
  assert.ok(attempts.begin('2001:db8:0:1:aaaa::2', 0) > 0)
  assert.equal(attempts.begin('2001:db8:0:2::1', 0), 0)
  assert.equal(attempts.begin('::ffff:192.0.2.1', 0), 0)
  failing(attempts, '::ffff:192.0.2.1', 5)
  assert.equal(attempts.begin('::ffff:192.0.2.2', 0), 0)
})

test('a flood of addresses takes no more memory than ten thousand of them', () => {
  const attempts = new Attempts()
  failing(attempts, 'first', 5)
  for (let i = 0; i < 10_000; i++) attempts.begin(`198.51.100.${i}`, 1)
  assert.equal(attempts.begin('first', 2), 0, 'the oldest was forgotten')
})
