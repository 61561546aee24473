/**
 * Passes an answer on while it comes, looking for the real secret across chunk borders, and no faster than the caller
 * reads. It begins with the first bytes that pass: what fails before them is answered like any other fault. A stream in
 * which the secret shows up later is broken off.
 */
import type { Json } from '@keybrake/core'
import type { StreamReader } from '@keybrake/vendors'
import type { ExchangeOptions, UpstreamHead } from '../upstream/exchange.ts'
import type { SecretScan } from '../upstream/secret-scan.ts'
import { isEncoded } from './answer.ts'
import type { Reply } from './incoming.ts'

const EMPTY = Buffer.alloc(0)

export class StreamedAnswer {
  readonly #reply: Reply
  readonly #scan: SecretScan
  readonly #begin: (head: UpstreamHead) => void
  /** Bytes not yet passed on: a secret may begin in them. */
  #kept: Buffer = EMPTY
  readonly #stopsWhenGone: boolean
  readonly #readerFor: (head: UpstreamHead) => StreamReader | null
  #reader: StreamReader | null = null
  /** Of an answer that has not begun. */
  #head: UpstreamHead | null = null
  #begun = false

  /**
   * @param begin writes the head of the answer to the caller
   * @param stopsWhenGone a read need not be read on for a caller who has left; what may cost is read to its end
   * @param readerFor what follows the answer to settle the call by it, or null
   */
  constructor(
    reply: Reply,
    scan: SecretScan,
    begin: (head: UpstreamHead) => void,
    stopsWhenGone: boolean,
    readerFor: (head: UpstreamHead) => StreamReader | null = () => null,
  ) {
    this.#reply = reply
    this.#scan = scan
    this.#begin = begin
    this.#stopsWhenGone = stopsWhenGone
    this.#readerFor = readerFor
  }

  get begun(): boolean {
    return this.#begun
  }

  get options(): NonNullable<ExchangeOptions['stream']> {
    return {
      head: (head) => {
        if (isEncoded(head) || [...head.headers.values()].some((value) => this.#scan.foundInText(value))) return false
        this.#reader = this.#readerFor(head)
        this.#head = head
        return true
      },
      chunk: (chunk, { pause, resume }) => {
        if (this.#stopsWhenGone && this.#reply.gone) return false
        const bytes = this.#kept.length === 0 ? chunk : Buffer.concat([this.#kept, chunk])
        if (this.#scan.found(bytes)) return false
        this.#reader?.chunk(chunk)
        const safe = bytes.length - this.#scan.begunIn(bytes)
        this.#kept = bytes.subarray(safe)
        if (safe > 0 && !this.#write(bytes.subarray(0, safe)) && !this.#reply.gone) {
          pause()
          this.#reply.onDrain(resume)
        }
        return true
      },
    }
  }

  /**
   * The vendor's answer is complete.
   *
   * @returns what it said, where something followed it and could tell
   */
  finish(): Json | undefined {
    this.#write(this.#kept)
    this.#reply.end()
    return this.#reader?.end()
  }

  /** The first time with the head in front, whether there is a body or not. */
  #write(bytes: Buffer): boolean {
    if (this.#head !== null) {
      this.#begin(this.#head)
      this.#head = null
      this.#begun = true
    }
    return bytes.length === 0 || this.#reply.write(bytes)
  }
}
