/**
 * Reads a streamed answer as it passes: of server-sent events only the few values that settle the call are kept, each the
 * last that was stated. Without the event that ends the stream nothing is believed: a stream that breaks off in order has
 * told the cost of its beginning.
 */
import { decodeUtf8, type Json, readJson } from '@keybrake/core'
import type { StreamReader } from '../adapter.ts'
import { firstAt, type Path } from './path.ts'
import { answerPaths } from './paths-of.ts'
import type { Definition } from './schema/definition-schema.ts'
import type { Endpoint, Stream } from './schema/endpoint-schema.ts'

/** A line or a plain answer beyond this is not read, and the hold stands in full. */
const CHARS_MAX = 4 * 1024 * 1024

export function streamReader(
  definition: Definition,
  endpoint: Endpoint,
  contentType: string | undefined,
): StreamReader {
  const isEvents = /^text\/event-stream(?:\s*;|$)/i.test(contentType ?? '')
  return isEvents && endpoint.stream !== null
    ? new EventReader(endpoint.stream, answerPaths(definition, endpoint))
    : new WholeReader()
}

/** A failure, or a caller who asked for no stream: one JSON document. */
class WholeReader implements StreamReader {
  #chunks: Uint8Array[] | null = []
  #length = 0

  chunk(bytes: Uint8Array): void {
    this.#length += bytes.length
    if (this.#length > CHARS_MAX) this.#chunks = null
    this.#chunks?.push(Uint8Array.from(bytes))
  }

  end(): Json | undefined {
    if (this.#chunks === null || this.#length === 0) return undefined
    const text = decodeUtf8(Buffer.concat(this.#chunks))
    const json = text === null ? null : readJson(text)
    return json?.ok === true ? json.value : undefined
  }
}

class EventReader implements StreamReader {
  readonly #stream: Stream
  readonly #paths: readonly Path[]
  readonly #kept = new Map<Path, Json>()
  readonly #decoder = new TextDecoder()
  /** Of the line that has not ended yet. */
  #pieces: string[] = []
  /** Lines of the event that has not ended yet. */
  #data: string[] = []
  #chars = 0
  #ended = false
  #lost = false

  constructor(stream: Stream, paths: readonly Path[]) {
    this.#stream = stream
    this.#paths = paths
  }

  chunk(bytes: Uint8Array): void {
    if (this.#lost) return
    const text = this.#decoder.decode(bytes, { stream: true })
    let start = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#line(this.#pieces.join('') + text.slice(start, end))
      this.#pieces = []
      start = end + 1
    }
    this.#pieces.push(text.slice(start))
    this.#chars += text.length - start
    if (this.#chars > CHARS_MAX) this.#lost = true
  }

  end(): Json | undefined {
    this.#line(this.#pieces.join(''))
    this.#event()
    return this.#ended && !this.#lost ? this.#document() : undefined
  }

  #line(text: string): void {
    const line = text.endsWith('\r') ? text.slice(0, -1) : text
    if (line === '') return this.#event()
    this.#chars += line.length
    if (line.startsWith('data:')) this.#data.push(line.slice(line.startsWith('data: ') ? 6 : 5))
  }

  #event(): void {
    const data = this.#data.join('\n')
    this.#data = []
    this.#chars = 0
    if (data === '') return
    if (this.#stream.last_data === data) {
      this.#ended = true
      return
    }
    const json = readJson(data)
    // An event that can't be read could have held the cost.
    if (!json.ok) {
      this.#lost = true
      return
    }
    for (const path of this.#paths) {
      const value = firstAt(json.value, [path])
      if (value !== undefined) this.#kept.set(path, value)
    }
    const type = firstAt(json.value, [TYPE])
    if (typeof type === 'string' && this.#stream.last_types?.includes(type) === true) this.#ended = true
  }

  /** What was kept, each at its path, as if the vendor had answered it in one piece. */
  #document(): Json {
    const root: Growing = new Map()
    for (const [{ steps }, value] of this.#kept) {
      let node = root
      for (const [index, step] of steps.entries()) {
        const name = step.kind === 'member' ? step.name : ''
        if (index === steps.length - 1) node.set(name, value)
        else {
          const child = node.get(name)
          const next: Growing = child instanceof Map ? (child as Growing) : new Map()
          node.set(name, next)
          node = next
        }
      }
    }
    return root
  }
}

type Growing = Map<string, Json>

const TYPE: Path = { text: 'type', steps: [{ kind: 'member', name: 'type' }] }
