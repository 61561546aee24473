/** What the browser must fetch before it shows the first page, as the build makes it. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'

const FIRST_PAINT_BYTES_MAX = 250_000
const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
const VITE = fileURLToPath(new URL('../../../node_modules/vite/bin/vite.js', import.meta.url))

test('first paint needs at most 250 kB of gzipped JavaScript, and every page has a file of its own', async (t) => {
  const out = await mkdtemp(join(tmpdir(), 'keybrake-dashboard-'))
  t.after(() => rm(out, { recursive: true, force: true }))
  const began = performance.now()
  await promisify(execFile)(process.execPath, [VITE, 'build', '--outDir', out], { cwd: PACKAGE })
  const built = Math.round(performance.now() - began)

  const html = await readFile(join(out, 'index.html'), 'utf8')
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)/, 'no inline script: the page’s policy forbids them')
  assert.doesNotMatch(html, /<style|\bstyle=/, 'no inline style')

  const files = new Map<string, string>()
  for (const name of await readdir(join(out, 'assets')))
    if (name.endsWith('.js')) files.set(name, await readFile(join(out, 'assets', name), 'utf8'))
  const first = new Set<string>()
  const add = (name: string): void => {
    const code = files.get(name)
    if (code === undefined || first.has(name)) return
    first.add(name)
    for (const [, imported = ''] of code.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) add(imported)
  }
  for (const [, name = ''] of html.matchAll(/\/assets\/([\w.-]+\.js)/g)) add(name)
  assert.ok(first.size > 0, 'index.html names no script')
  // The feed is the first page.
  const feed = [...files].filter(([name, code]) => !first.has(name) && code.includes('Calls, newest first'))
  assert.equal(feed.length, 1, 'the feed is a file of its own')
  for (const [name] of feed) add(name)

  const bytes = [...first].reduce((sum, name) => sum + gzipSync(files.get(name) ?? '', { level: 9 }).length, 0)
  t.diagnostic(`first paint: ${bytes} bytes gzipped in ${first.size} of ${files.size} files; built in ${built} ms`)
  assert.ok(bytes <= FIRST_PAINT_BYTES_MAX, `${bytes} bytes`)
  assert.ok(files.size - first.size >= 12, 'pages are not split')
})
