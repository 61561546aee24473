// `ignoreBOM: true` keeps a byte order mark in the text, where it can be seen and refused.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of UTF-8 bytes, or null where they are not valid UTF-8 or begin with a byte order mark. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    const text = decoder.decode(bytes)
    return text.charCodeAt(0) === 0xfeff ? null : text
  } catch {
    return null
  }
}
