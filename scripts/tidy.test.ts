/** Habits of this repository as a test that reads the tree. Each message says what to do instead. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { CODES } from '../packages/core/src/codes.ts'
import { ERRORS_PAGE, errorsPage } from './lib/errors-page.ts'
import { bannedWords, wordsOf } from './lib/glossary.ts'
import { files, lines, text } from './lib/tree.ts'

const LINES_MAX = 400
const SETUP_COMMANDS = ['npm ci && npm start', 'npm ci && npm test']
const tree = files()
const sources = tree.filter((path) => /\.(ts|tsx|mjs|cjs|js|py|sql|lua|c)$/.test(path))

test('every vendor folder has the same files', () => {
  const shapes = new Map<string, string[]>()
  for (const path of tree) {
    const [, vendor, rest] = /^packages\/vendors\/src\/(stripe|twilio|resend)\/([^/]+\.ts)$/.exec(path) ?? []
    if (vendor !== undefined && rest !== undefined) shapes.set(vendor, [...(shapes.get(vendor) ?? []), rest])
  }
  assert.deepEqual([...shapes.keys()], ['resend', 'stripe', 'twilio'])
  const [first, ...others] = shapes.values()
  for (const other of others)
    assert.deepEqual(other, first, 'learn one vendor, know all: give both the same file names')
})

test('the page of refusals and the registry of codes are the same set, in the same words', () => {
  const page = text(ERRORS_PAGE)
  const documented = [...page.matchAll(/^\| \d{3} \| `([a-z_]+)`/gm)].map(([, code]) => code)
  assert.deepEqual(documented, Object.keys(CODES))
  assert.equal(page, errorsPage(), 'run: node scripts/write-errors-page.ts')
})

test(`no source file is longer than ${LINES_MAX} lines`, () => {
  const long = sources.filter((path) => lines(path).length > LINES_MAX + 1)
  assert.deepEqual(long, [], 'one idea a file: split it')
})

test('a released migration never changes, and migrations are numbered without a gap', () => {
  const released = JSON.parse(text('scripts/released-migrations.json')) as Record<string, string>
  for (const [path, hash] of Object.entries(released))
    assert.equal(createHash('sha256').update(text(path)).digest('hex'), hash, `${path}: write a new migration instead`)
  const folders = Map.groupBy(
    tree.filter((path) => /\/\d{4}-[^/]+\.sql$/.test(path)),
    (path) => path.slice(0, path.lastIndexOf('/')),
  )
  for (const [folder, migrations] of folders)
    assert.deepEqual(
      numbersOf(migrations),
      migrations.map((_, index) => index + 1),
      `migrations of ${folder}`,
    )
})

test('every decision number is used once, without a gap', () => {
  const decisions = tree.filter((path) => /^docs\/decisions\/\d{4}-/.test(path))
  assert.ok(decisions.length > 0, 'docs/decisions has no record')
  assert.deepEqual(
    numbersOf(decisions),
    decisions.map((_, index) => index + 1),
  )
})

test('nothing is left for later in the code', () => {
  const marks = new RegExp(
    ['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].map((mark) => `\\b${mark}\\b`).join('|'),
  )
  const focused = /\b(?:test|it|describe|suite)\.(?:only|todo)\(/
  const found = sources.flatMap((path) =>
    lines(path)
      .filter(([, line]) => marks.test(line) || focused.test(line))
      .map(([number]) => `${path}:${number}`),
  )
  assert.deepEqual(found, [], 'do it, or open an issue')
})

test('the README has exactly two set-up commands, each one line', () => {
  const blocks = [...text('README.md').matchAll(/^```(?:sh|bash|console|shell)\n([\s\S]*?)^```/gm)].map(
    ([, block = '']) => block,
  )
  const commands = blocks
    .flatMap((block) => block.split('\n'))
    .map((line) =>
      line
        .replace(/^\$ /, '')
        .replace(/\s+#.*$/, '')
        .trim(),
    )
  const setup = commands.filter((line) =>
    /^(npm|npx|pip3?|python3?|apt|apt-get|brew|docker|make)\b.*\b(ci|install|start|test|up|build)\b/.test(line),
  )
  assert.deepEqual(setup, SETUP_COMMANDS)
})

test('words that the glossary forbids are not used', () => {
  const banned = bannedWords(text('GLOSSARY.md'))
  assert.ok(
    banned.length > 0,
    'GLOSSARY.md needs a table under a heading "Words that must not be used": | `word` | say instead |',
  )
  const readers = tree.filter(
    (path) => /^packages\/[^/]+\/src\/.*\.ts$/.test(path) || /^(README|ARCHITECTURE)\.md$/.test(path),
  )
  const found = readers.flatMap((path) => {
    const words = wordsOf(text(path))
    return banned
      .filter(({ word }) => new RegExp(`\\b${word}s?\\b`).test(words))
      .map(({ word, insteadOf }) => `${path}: "${word}" → ${insteadOf}`)
  })
  assert.deepEqual(found, [])
})

function numbersOf(paths: readonly string[]): readonly number[] {
  return paths.map((path) => Number.parseInt(/(\d{4})-[^/]+$/.exec(path)?.[1] ?? '0', 10))
}
