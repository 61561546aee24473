/**
 * The built app, read into memory when it is first asked for: some two megabytes. A build that goes on under a running process, or
 * a folder that is taken away, then changes nothing for it, and no page gets files of two builds.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'

export interface BuiltFile {
  readonly type: string
  readonly etag: string
  readonly body: Buffer
  /** The same, compressed by the build; absent where that did not help. */
  readonly br: Buffer | null
  readonly gzip: Buffer | null
}

/** By path below the folder, with a slash before it: `/assets/app-1a2b.js`. */
export type Build = ReadonlyMap<string, BuiltFile>

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  webmanifest: 'application/manifest+json',
}
const COMPRESSED = /\.(?:br|gz)$/

/** Null where it is not built. */
export function readBuild(dir: string): Build | null {
  const names = namesIn(dir)
  if (!names.has('/index.html')) return null
  const build = new Map<string, BuiltFile>()
  for (const name of names) {
    const type = TYPES[name.slice(name.lastIndexOf('.') + 1)]
    // Whatever else lies there is not for browsers.
    if (type === undefined || COMPRESSED.test(name)) continue
    const body = readFileSync(join(dir, name))
    const beside = (ending: string): Buffer | null =>
      names.has(name + ending) ? readFileSync(join(dir, name + ending)) : null
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
    build.set(name, { type, etag, body, br: beside('.br'), gzip: beside('.gz') })
  }
  return build
}

function namesIn(dir: string): ReadonlySet<string> {
  try {
    const entries = readdirSync(dir, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile())
    return new Set(
      files.map(({ parentPath, name }) =>
        join(parentPath, name)
          .slice(join(dir, sep).length - 1)
          .replaceAll(sep, '/'),
      ),
    )
  } catch {
    return new Set()
  }
}
