import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MessageReader } from './sse.ts'

const TEXT =
  'retry: 2000\n\n: still here\n\nid: e-1\nevent: call\ndata: {"a":1}\n\nevent: gap\ndata: {}\n\ndata: two\ndata: lines\n\n'
const MESSAGES = [
  { id: 'e-1', event: 'call', data: '{"a":1}' },
  { id: null, event: 'gap', data: '{}' },
  { id: null, event: 'message', data: 'two\nlines' },
]

test('messages come out whole, heartbeats and retry hints do not', () => {
  assert.deepEqual(new MessageReader().read(TEXT), MESSAGES)
})

test('wherever the stream is cut', () => {
  for (let cut = 0; cut <= TEXT.length; cut++) {
    const reader = new MessageReader()
    assert.deepEqual([...reader.read(TEXT.slice(0, cut)), ...reader.read(TEXT.slice(cut))], MESSAGES, `cut at ${cut}`)
  }
})
