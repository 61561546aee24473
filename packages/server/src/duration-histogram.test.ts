import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DurationHistogram } from './duration-histogram.ts'

test('a bucket holds all that is not above its bound, and the last one everything', () => {
  const histogram = new DurationHistogram('d', 'Durations.', [0.5, 1])
  for (const seconds of [0, 0.5, 0.75, 1, 8]) histogram.observe('stripe', seconds)
  histogram.observe('twilio', 2)
  assert.deepEqual(histogram.text().split('\n'), [
    '# HELP d Durations.',
    '# TYPE d histogram',
    'd_bucket{le="0.5",vendor="stripe"} 2',
    'd_bucket{le="1",vendor="stripe"} 4',
    'd_bucket{le="+Inf",vendor="stripe"} 5',
    'd_sum{vendor="stripe"} 10.25',
    'd_count{vendor="stripe"} 5',
    'd_bucket{le="0.5",vendor="twilio"} 0',
    'd_bucket{le="1",vendor="twilio"} 0',
    'd_bucket{le="+Inf",vendor="twilio"} 1',
    'd_sum{vendor="twilio"} 2',
    'd_count{vendor="twilio"} 1',
    '',
  ])
})
