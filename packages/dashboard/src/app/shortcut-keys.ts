/** Which shortcut a row of key presses is: `j`, `Shift+B`, `mod+k` (⌘ or Ctrl), `g k` (one after the other). */
export interface KeyPress {
  readonly key: string
  readonly shiftKey: boolean
  readonly metaKey: boolean
  readonly ctrlKey: boolean
  readonly altKey: boolean
}

/** How long after `g` its second letter still counts. */
export const SEQUENCE_MS = 1_200

/** Null for presses that are no shortcut of ours (bare modifiers, Alt). A sign such as `?` is itself, however it is typed. */
export function nameOf(press: KeyPress): string | null {
  const { key } = press
  if (press.altKey || ['Shift', 'Control', 'Meta', 'Alt'].includes(key)) return null
  const isLetter = /^[a-z]$/i.test(key)
  const name = isLetter && press.shiftKey ? `Shift+${key.toUpperCase()}` : isLetter ? key.toLowerCase() : key
  return press.metaKey || press.ctrlKey ? `mod+${name}` : name
}

/** Reads presses one by one; says which names they may stand for, the longer one first. */
export class PressReader {
  #first: { readonly name: string; readonly at: number } | null = null

  /** @param at milliseconds on any clock that goes forward */
  read(press: KeyPress, at: number): readonly string[] {
    const name = nameOf(press)
    if (name === null) return []
    const first = this.#first
    this.#first = { name, at }
    return first !== null && at - first.at <= SEQUENCE_MS ? [`${first.name} ${name}`, name] : [name]
  }

  /** A shortcut was done: its last key is not the first of another. */
  clear(): void {
    this.#first = null
  }
}
