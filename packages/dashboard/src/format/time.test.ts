import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  clockText,
  dayText,
  durationText,
  fullText,
  minuteText,
  pickedTime,
  pickerText,
  relativeText,
  secondText,
} from './time.ts'

const AT = '2026-11-29T23:30:05.500Z'

test('the same moment falls on different days in different zones, and the text says which zone', () => {
  assert.equal(fullText(AT, 'UTC'), '29 Nov 2026, 23:30:05 UTC')
  assert.equal(fullText(AT, 'Asia/Tokyo'), '30 Nov 2026, 08:30:05 GMT+9')
  assert.equal(dayText(AT, 'UTC'), '29 Nov')
  assert.equal(dayText(AT, 'Asia/Tokyo'), '30 Nov')
  assert.equal(clockText(AT, 'America/New_York'), '18:30:05')
  assert.equal(minuteText(AT, 'Europe/Berlin'), '30 Nov, 00:30')
  assert.equal(secondText(AT, 'UTC'), '29 Nov, 23:30:05')
})

test('midnight is 00, not 24', () => {
  assert.equal(clockText('2026-11-29T00:00:00Z', 'UTC'), '00:00:00')
})

test('durations show two units at most, and the second one only where it is worth reading', () => {
  assert.equal(durationText(0), '0 s')
  assert.equal(durationText(999), '0 s')
  assert.equal(durationText(59_999), '59 s')
  assert.equal(durationText(125_000), '2 min')
  assert.equal(durationText(7_500_000), '2 h 5 min')
  assert.equal(durationText(7_200_000), '2 h')
  assert.equal(durationText(45_000_000), '12 h')
  assert.equal(durationText(90_000_000), '1 d 1 h')
})

test('relative to now, in both directions', () => {
  const now = Date.parse(AT)
  assert.equal(relativeText(AT, now + 500), 'now')
  assert.equal(relativeText(AT, now + 12_000), '12 s ago')
  assert.equal(relativeText(AT, now - 300_000), 'in 5 min')
})

test('what is picked comes back as it was, in the zone it was picked in', () => {
  assert.equal(pickedTime('2026-11-29T23:30', 'UTC'), '2026-11-29T23:30:00.000Z')
  assert.equal(pickerText('2026-11-29T23:30:05.500Z', 'UTC'), '2026-11-29T23:30:05')
  for (const text of ['2026-01-15T08:00:00', '2026-07-15T08:00:00'])
    for (const zone of ['UTC', 'local']) assert.equal(pickerText(pickedTime(text, zone), zone), text)
  for (const nothing of [undefined, '', 'soon']) assert.equal(pickedTime(nothing, 'UTC'), undefined)
  assert.equal(pickerText('soon', 'UTC'), '')
})
