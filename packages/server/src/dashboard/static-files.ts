/** The built app under `/dashboard`: files by their names, `index.html` for every path of the app itself. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { type Build, type BuiltFile, readBuild } from './build.ts'

export const DASHBOARD_DIR: string = fileURLToPath(new URL('../../../dashboard/dist/', import.meta.url))
const PREFIX = '/dashboard'
/** Where the build puts what has a hash of its content in its name. */
const HASHED = '/assets/'

/** Everything comes from here, and nothing is inline: what a vendor or an agent wrote can't become a script. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}

const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Keybrake: the dashboard is not built</title>
<h1>The dashboard is not built</h1>
<p>The proxy and the admin API work without it. To build it, run this in the repository and load this page again:</p>
<pre>npm run build -w packages/dashboard</pre>
<p>The admin API is described at <a href="/docs">/docs</a>.</p>
</html>
`

export type ServeFile = (request: IncomingMessage, response: ServerResponse) => void

/** @param dir where the build is; it is found also when it was made after the start, and then kept */
export function dashboardFiles(dir: string): ServeFile {
  let build: Build | null = null
  return (request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
    build ??= readBuild(dir)
    if (build === null) return end(response, 503, 'text/html; charset=utf-8', NOT_BUILT)
    const path = (request.url ?? '').split('?', 1)[0]?.slice(PREFIX.length) ?? ''
    const file = build.get(path)
    if (file !== undefined) return sendFile(request, response, file, path.startsWith(HASHED) ? FOR_EVER : CHECKED)
    const page = build.get('/index.html')
    if (page === undefined || path.startsWith(HASHED))
      return end(response, 404, 'text/plain; charset=utf-8', 'There is no such file.\n')
    sendFile(request, response, page, CHECKED)
  }
}

const FOR_EVER = 'public, max-age=31536000, immutable'
const CHECKED = 'no-cache'

function sendFile(request: IncomingMessage, response: ServerResponse, file: BuiltFile, caching: string): void {
  const { type, etag, body, br, gzip } = file
  const accepted = String(request.headers['accept-encoding'] ?? '')
  const [encoding, bytes] =
    br !== null && /\bbr\b/.test(accepted)
      ? ['br', br]
      : gzip !== null && /\bgzip\b/.test(accepted)
        ? ['gzip', gzip]
        : [null, body]
  response.setHeader('cache-control', caching)
  response.setHeader('etag', etag)
  response.setHeader('vary', 'accept-encoding')
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304).end()
    return
  }
  if (encoding !== null) response.setHeader('content-encoding', encoding)
  response.writeHead(200, { 'content-type': type, 'content-length': bytes.length })
  response.end(request.method === 'HEAD' ? undefined : bytes)
}

function end(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
  response.end(body)
}
