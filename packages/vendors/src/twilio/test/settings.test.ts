/** The settings that the rules read, the table of their names and the page about them are one set. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { isSetting, SETTINGS } from '../rates/settings.ts'

test('every setting that makes a fixture’s price is a documented one', () => {
  const files = globSync('*/*.json', { cwd: `${import.meta.dirname}/../fixtures` })
  const names = new Set(
    files.flatMap((file) => {
      const { settings = {}, price } = JSON.parse(
        readFileSync(`${import.meta.dirname}/../fixtures/${file}`, 'utf8'),
      ) as {
        settings?: Record<string, string>
        price?: { kind: string }
      }
      return price?.kind === 'known' ? Object.keys(settings) : []
    }),
  )
  assert.ok(names.size > 15)
  for (const name of names) assert.ok(isSetting(name) || /^fx_/.test(name), name)
  for (const name of ['sms', 'sms_usa', 'whatsapp_HX1', 'toString', '']) assert.ok(!isSetting(name), name)
})

test('the page shows the table, word for word', () => {
  const page = readFileSync(`${import.meta.dirname}/../../../../../docs/vendors/twilio.md`, 'utf8')
  const rows = [...page.matchAll(/^\| `([^|]+)` \| (USD|count|seconds) \| (.+) \|$/gm)].flatMap(
    ([, names = '', unit = '', meaning = '']) => names.split('`, `').map((name) => ({ name, unit, meaning })),
  )
  assert.deepEqual(rows, SETTINGS)
})
