/** The built app under `/dashboard`: files by their names, `index.html` for every path of the app itself. */
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

export interface FileRequest {
  /** Path and query, as asked for. */
  readonly target: string
  readonly acceptEncoding: string
  readonly ifNoneMatch: string | null
}

export interface FileAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | string
}

export type AnswerFile = (request: FileRequest) => FileAnswer

/** @param dir where the build is; it is found also when it was made after the start, and then kept */
export function dashboardFiles(dir: string): AnswerFile {
  let build: Build | null = null
  return (request) => {
    build ??= readBuild(dir)
    if (build === null) return text(503, 'text/html; charset=utf-8', NOT_BUILT)
    const path = request.target.split('?', 1)[0]?.slice(PREFIX.length) ?? ''
    const file = build.get(path)
    if (file !== undefined) return fileAnswer(request, file, path.startsWith(HASHED) ? FOR_EVER : CHECKED)
    const page = build.get('/index.html')
    if (page === undefined || path.startsWith(HASHED))
      return text(404, 'text/plain; charset=utf-8', 'There is no such file.\n')
    return fileAnswer(request, page, CHECKED)
  }
}

const FOR_EVER = 'public, max-age=31536000, immutable'
const CHECKED = 'no-cache'

function fileAnswer({ acceptEncoding, ifNoneMatch }: FileRequest, file: BuiltFile, caching: string): FileAnswer {
  const { type, etag, body, br, gzip } = file
  const headers = { ...HEADERS, 'content-type': type, 'cache-control': caching, etag, vary: 'accept-encoding' }
  if (ifNoneMatch === etag) return { status: 304, headers, body: '' }
  if (br !== null && /\bbr\b/.test(acceptEncoding))
    return { status: 200, headers: { ...headers, 'content-encoding': 'br' }, body: br }
  if (gzip !== null && /\bgzip\b/.test(acceptEncoding))
    return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: gzip }
  return { status: 200, headers, body }
}

const text = (status: number, type: string, body: string): FileAnswer => ({
  status,
  headers: { ...HEADERS, 'content-type': type, 'cache-control': 'no-store' },
  body,
})
