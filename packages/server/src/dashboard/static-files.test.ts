import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { brotliCompressSync } from 'node:zlib'
import { dashboardFiles } from './static-files.ts'

async function serving() {
  const dir = `${await mkdtemp(join(tmpdir(), 'keybrake-dashboard-'))}/`
  const serve = dashboardFiles(dir)
  const server = createServer(({ url: target = '', headers, method }, response) => {
    const acceptEncoding = String(headers['accept-encoding'] ?? '')
    const answer = serve({ target, acceptEncoding, ifNoneMatch: headers['if-none-match'] ?? null })
    response.writeHead(answer.status, answer.headers).end(method === 'HEAD' ? undefined : answer.body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(url + path, { headers, method })
  return {
    dir,
    get,
    async build() {
      await mkdir(`${dir}assets`)
      await writeFile(`${dir}index.html`, '<!doctype html><title>the app</title>')
      await writeFile(`${dir}theme.js`, 'theme()')
      await writeFile(`${dir}assets/app-1a2b.js`, 'run()')
      await writeFile(`${dir}assets/app-1a2b.js.br`, brotliCompressSync('run()'))
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await rm(dir, { recursive: true })
    },
  }
}

test('every path of the app gets its page, also one that looks like a file', async () => {
  await using site = await serving()
  await site.build()
  for (const path of [
    '/dashboard',
    '/dashboard/',
    '/dashboard?x=1',
    '/dashboard/keys/key_1',
    '/dashboard/runs/nightly.2026',
  ]) {
    const answer = await site.get(path)
    assert.equal(answer.status, 200, path)
    assert.match(await answer.text(), /the app/, path)
    assert.equal(answer.headers.get('cache-control'), 'no-cache', path)
    assert.match(answer.headers.get('content-type') ?? '', /^text\/html/)
  }
})

test('files with a hash in their name are kept for ever; a missing one is not the page', async () => {
  await using site = await serving()
  await site.build()
  const asset = await site.get('/dashboard/assets/app-1a2b.js', { 'accept-encoding': 'br' })
  assert.equal(asset.headers.get('cache-control'), 'public, max-age=31536000, immutable')
  assert.equal(asset.headers.get('content-encoding'), 'br')
  assert.equal(await asset.text(), 'run()')
  assert.equal((await site.get('/dashboard/theme.js')).headers.get('cache-control'), 'no-cache')
  const missing = await site.get('/dashboard/assets/app-old.js')
  assert.deepEqual([missing.status, missing.headers.get('cache-control')], [404, 'no-store'])
  const etag = asset.headers.get('etag') ?? ''
  assert.equal((await site.get('/dashboard/assets/app-1a2b.js', { 'if-none-match': etag })).status, 304)
  assert.equal(await (await site.get('/dashboard/assets/app-1a2b.js', { 'accept-encoding': 'gzip' })).text(), 'run()')
  assert.equal(await (await site.get('/dashboard', {}, 'HEAD')).text(), '')
})

test('a build that is taken away, or made anew, under a running process changes nothing for it', async () => {
  await using site = await serving()
  await site.build()
  const before = await (await site.get('/dashboard')).text()
  await rm(`${site.dir}assets`, { recursive: true })
  await writeFile(`${site.dir}index.html`, 'another build')
  assert.equal(await (await site.get('/dashboard')).text(), before)
  assert.equal(await (await site.get('/dashboard/assets/app-1a2b.js')).text(), 'run()')
})

test('nothing above the build can be read', async () => {
  await using site = await serving()
  await site.build()
  for (const path of [
    '/dashboard/../package.json',
    '/dashboard/%2e%2e/package.json',
    '/dashboard/..%2fpackage.json',
    '/dashboard/assets/..%5c..%5cx',
  ])
    assert.doesNotMatch(await (await site.get(path)).text(), /"name"|workspaces/)
})

test('every answer forbids scripts that are not ours, frames, guesses of types, and referrers', async () => {
  await using site = await serving()
  const before = await site.get('/dashboard')
  assert.equal(before.status, 503)
  assert.match(await before.text(), /npm run build -w packages\/dashboard/)
  await site.build()
  const answers = [before, await site.get('/dashboard'), await site.get('/dashboard/assets/app-1a2b.js')]
  for (const { headers } of answers) {
    const policy = headers.get('content-security-policy') ?? ''
    assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self';/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.doesNotMatch(policy, /unsafe|http|\*/)
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('referrer-policy'), 'no-referrer')
  }
})
