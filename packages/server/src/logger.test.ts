import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { Scrubber } from './logger.ts'

const SECRET = 'sk_live_51Hq7Zk"Kp0\\aVb/XcYd='
const KEY = `vault_key_${'a1B2'.repeat(16)}c`

/** Runs a program over the real logger in a process of its own and gives back what it wrote to stderr. */
function logged(program: string, level = 'trace'): string {
  const source = `
    import { createLogger, Scrubber } from ${JSON.stringify(join(import.meta.dirname, 'logger.ts'))}
    const SECRET = ${JSON.stringify(SECRET)}
    const KEY = ${JSON.stringify(KEY)}
    const scrubber = new Scrubber()
    scrubber.add(SECRET)
    const log = createLogger(${JSON.stringify(level)}, scrubber)
    ${program}
  `
  const child = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', source], { encoding: 'utf8' })
  assert.equal(child.status, 0, child.stderr)
  assert.equal(child.stdout, '', 'stdout is for people')
  return child.stderr
}

const hidden = (text: string): void => {
  for (const form of [SECRET, JSON.stringify(SECRET).slice(1, -1), encodeURIComponent(SECRET), KEY, KEY.slice(20, 50)])
    assert.ok(!text.includes(form), `${form} in ${text}`)
  assert.ok(!text.includes(Buffer.from(SECRET).toString('hex')))
  assert.ok(!text.includes(Buffer.from(SECRET).toString('base64').slice(0, 12)))
}

test('no line holds a secret or a vault key, whatever is logged and however deep', () => {
  const text = logged(`
    const cause = new Error('cause ' + SECRET + ' ' + KEY)
    const error = new Error('outer ' + SECRET, { cause })
    error.details = { nested: [{ deep: SECRET, [SECRET]: KEY }] }
    log.info(SECRET)
    log.info('a %s b %j', SECRET, { c: SECRET })
    log.error({ err: error }, 'failed for ' + KEY)
    log.warn({ a: { b: [SECRET, KEY, { c: SECRET }] }, headers: { authorization: 'Bearer ' + KEY } })
    log.error(new AggregateError([error, cause], SECRET))
    log.child({ secret: SECRET, key: KEY }).info('child')
    log.debug({ url: 'https://a/?key=' + encodeURIComponent(SECRET) + '&k=' + KEY })
    log.info({ hex: Buffer.from(SECRET).toString('hex'), basic: 'Basic ' + Buffer.from('AC1:' + SECRET).toString('base64') })
    log.info({ hex: Buffer.from(SECRET).toString('base64') })
    log.fatal({ symbol: String(Symbol(SECRET)), json: JSON.stringify({ a: JSON.stringify({ b: SECRET }) }).length })
  `)
  hidden(text)
  const lines = text.trim().split('\n')
  assert.equal(lines.length, 10)
  for (const line of lines) assert.doesNotThrow(() => JSON.parse(line) as unknown, line)
  assert.ok(lines.some((line) => line.includes('[secret]')))
})

test('a secret that was added later is hidden from then on', () => {
  const text = logged(`
    log.info('other-secret-0001')
    scrubber.add('other-secret-0001')
    log.info('other-secret-0001')
  `)
  assert.equal(text.split('other-secret-0001').length, 2)
})

test('the level is kept to, and a line is written before the process can die', () => {
  assert.equal(logged("log.info('no'); log.warn('no')", 'error'), '')
  assert.match(logged("log.error('last words'); process.exit(0)", 'error'), /"msg":"last words"/)
  assert.equal(logged("log.fatal('no')", 'silent'), '')
})

test('a short text is not taken for a secret: it would blank out half of every line', () => {
  const scrubber = new Scrubber()
  scrubber.add('')
  scrubber.add('level')
  assert.equal(scrubber.scrub('{"level":30}'), '{"level":30}')
})

test('the words vault_key_ alone stay readable', () => {
  assert.equal(new Scrubber().scrub('a vault_key_ must not stand in a URL'), 'a vault_key_ must not stand in a URL')
})
