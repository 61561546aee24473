/**
 * Text that is safe to show. Labels, reasons and vendors' ids come from others: an escape sequence in one could move the
 * cursor, change the title or hide a line, and a bidirectional mark could make `+1` read as `1+`.
 */

/** C0, DEL, C1 (0x9b alone opens a control sequence), separators of lines, marks that turn the direction of writing. */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g
/** The same without what JSON and CSV are made of. */
const UNSAFE_IN_LINES = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g
/** A half of a pair that stands alone becomes U+FFFD on its way out; better seen as what it is. */
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

/** For one cell or one message: every unsafe character as `\u001b`. */
export const plain = (text: string): string => text.replace(UNSAFE, escaped).replace(LONE_SURROGATE, escaped)

/**
 * For JSON text: `JSON.stringify` leaves C1 and direction marks as they are. As `\u009b` they mean the same to a reader and
 * nothing to a terminal. Also for streams of other text that may hold line breaks.
 */
export const plainLines = (text: string): string => text.replace(UNSAFE_IN_LINES, escaped)

export const jsonText = (value: unknown, indent?: number): string => plainLines(JSON.stringify(value, null, indent))
