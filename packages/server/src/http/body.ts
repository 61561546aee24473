import type { IncomingMessage } from 'node:http'

export type BodyRead =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  /** The client broke off, or sent another number of bytes than it announced. Nobody is left to answer. */
  | { readonly kind: 'aborted' }

const EMPTY = Buffer.alloc(0)

/** Reads a body of the announced length whole. The caller has compared the length with its limit. */
export function readBody(message: IncomingMessage, contentLength: number): Promise<BodyRead> | BodyRead {
  if (contentLength === 0) return { kind: 'read', bytes: EMPTY }
  // The client may have left while its key was looked up: nothing will be heard of this body any more.
  if (message.destroyed) return { kind: 'aborted' }
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let length = 0
    message.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      length += chunk.length
    })
    message.on('end', () => {
      if (length !== contentLength) return resolve({ kind: 'aborted' })
      resolve({ kind: 'read', bytes: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length) })
    })
    message.on('error', () => resolve({ kind: 'aborted' }))
    message.on('close', () => resolve({ kind: 'aborted' }))
  })
}
