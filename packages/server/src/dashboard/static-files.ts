/** The built app under `/dashboard`: files by their names, `index.html` for every path of the app itself. */
import { existsSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import sirv from 'sirv'

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

/** @param dir where the build is; it is read when the first page is asked for, and found also when it was built after the start */
export function dashboardFiles(dir: string): ServeFile {
  let files: ReturnType<typeof sirv> | null = null
  return (request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
    if (files === null && existsSync(`${dir}index.html`))
      files = sirv(dir, { etag: true, gzip: true, brotli: true, setHeaders })
    if (files === null) return end(response, 503, 'text/html; charset=utf-8', NOT_BUILT)
    const path = (request.url ?? '').slice(PREFIX.length)
    request.url = path.startsWith('/') ? path : `/${path}`
    files(request, response, () => {
      if (path.startsWith(HASHED)) return end(response, 404, 'text/plain; charset=utf-8', 'There is no such file.\n')
      request.url = '/'
      files?.(request, response)
    })
  }
}

function setHeaders(response: ServerResponse, path: string): void {
  response.setHeader('cache-control', path.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache')
}

function end(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
  response.end(body)
}
