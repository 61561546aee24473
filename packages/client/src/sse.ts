/** Server-sent events, as far as the proxy uses them. */

export interface ServerEvent {
  /** Null where the event carries none. */
  readonly id: string | null
  readonly event: string
  readonly data: string
}

/** A line of the stream that is no event: how long to wait before coming back. */
export interface RetryHint {
  readonly retryMs: number
}

/** Reads whole events from a body, in order. Comments, by which the server shows that it is there, are `null`. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<ServerEvent | RetryHint | null, void, undefined> {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const blocks = (rest + decoder.decode(value, { stream: true })).replaceAll('\r\n', '\n').split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) yield eventOf(block)
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

function eventOf(block: string): ServerEvent | RetryHint | null {
  let id: string | null = null
  let event = 'message'
  let retryMs: number | null = null
  const data: string[] = []
  for (const line of block.split('\n')) {
    const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? []
    if (field === 'id') id = value
    else if (field === 'event') event = value
    else if (field === 'data') data.push(value)
    else if (field === 'retry' && /^\d+$/.test(value)) retryMs = Number.parseInt(value, 10)
  }
  if (data.length > 0) return { id, event, data: data.join('\n') }
  return retryMs === null ? null : { retryMs }
}
