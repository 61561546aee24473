/**
 * A JSON value as the strict reader gives it. Numbers keep their source text, so that no amount ever passes through a
 * float; objects keep the order of their members and never have duplicate names.
 */
export type Json = null | boolean | string | JsonNumber | readonly Json[] | JsonObject

export class JsonNumber {
  /** The digits exactly as they stood in the document, e.g. `2999` or `1.50`. */
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type JsonObject = ReadonlyMap<string, Json>
