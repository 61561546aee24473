/** Long waits are cut short; what comes in quick succession is one frame. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recordingOf } from './frames.ts'
import { svgOf } from './svg.ts'

const SIZE = { rows: 2, columns: 12 }
const PACE = { waitMsMax: 800, frameMsMin: 70, lastMs: 5_000 }
const received = (...all: readonly (readonly [number, string])[]) => all.map(([atMs, text]) => ({ atMs, text }))

test('a wait is shown as at most so long, and what follows keeps its own pace', () => {
  const { frames, endMs } = recordingOf(received([0, '$ '], [200, 'a'], [30_200, 'b'], [30_400, 'c']), SIZE, PACE)
  assert.deepEqual(
    frames.map(({ atMs }) => atMs),
    [0, 200, 1_000, 1_200],
  )
  assert.equal(endMs, 6_200)
})

test('what comes within one frame is shown with it, nothing is lost', () => {
  const { frames } = recordingOf(received([0, '$ '], [200, 'a'], [220, 'b'], [240, 'c']), SIZE, PACE)
  assert.equal(frames.length, 2)
  const row = frames[1]?.screen.rows[0]?.map(({ text }) => text).join('')
  assert.equal(row?.trimEnd(), '$ abc')
})

test('text is text in the picture, whatever it looks like; a line that is shown again is written once', () => {
  const all = received([0, '<b>&"\r\n'], [500, 'x'], [1_000, 'y'])
  const svg = svgOf(recordingOf(all, SIZE, PACE), { title: 'a < b', description: '' })
  assert.equal(svg.split('&lt;b&gt;&amp;&quot;').length, 2)
  assert.doesNotMatch(svg, /<b>/)
  assert.match(svg, /<title id="t">a &lt; b<\/title>/)
})
