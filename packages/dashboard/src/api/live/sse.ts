/** Reads server-sent events from a stream of text, whatever pieces it comes in. */
export interface Message {
  /** Null where the message carries none: the last one then stays in force. */
  readonly id: string | null
  readonly event: string
  readonly data: string
}

export class MessageReader {
  #rest = ''

  /** @returns the messages that are complete with this piece */
  read(piece: string): readonly Message[] {
    const blocks = (this.#rest + piece).replaceAll('\r\n', '\n').split('\n\n')
    this.#rest = blocks.pop() ?? ''
    return blocks.flatMap((block) => messageOf(block) ?? [])
  }
}

function messageOf(block: string): Message | null {
  let id: string | null = null
  let event = 'message'
  const data: string[] = []
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':')
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (name === 'id') id = value
    else if (name === 'event') event = value
    else if (name === 'data') data.push(value)
  }
  // A comment (heartbeat) or `retry` alone is no message.
  return data.length === 0 ? null : { id, event, data: data.join('\n') }
}
