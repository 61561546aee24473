/**
 * Names and values of form fields. A name is a base and any number of members in brackets: `amount`, `metadata[tier]`,
 * `line_items[0][price]`, `expand[]`. Whatever decoders are known to read in different ways is no name.
 */

import { remembered } from './remembered.ts'

/** Of one form. More than any call has; each is looked at many times, and all callers wait for that. */
export const FIELDS_MAX = 20_000

/** Of one name, brackets included. Vendors' own are a tenth of it. */
const NAME_CHARS_MAX = 2_048

/** As deep as a JSON body may nest. */
const MEMBERS_MAX = 64

const NAME_CONTROLS = /[\u0000-\u001f\u007f-\u009f]/
/** All control characters but tab, line feed and carriage return. */
const VALUE_CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/

export const valueFault = (value: string): string | null =>
  VALUE_CONTROLS.test(value) ? 'a value has a control character' : null

export function nameFault(name: string): string | null {
  if (name === '') return 'a name is empty'
  if (name.length > NAME_CHARS_MAX) return `a name is longer than ${NAME_CHARS_MAX} characters`
  if (NAME_CONTROLS.test(name)) return 'a name has a control character'
  const open = name.indexOf('[')
  const base = open < 0 ? name : name.slice(0, open)
  if (base === '') return 'a name begins with a bracket'
  // Some decoders drop spaces around a name, some make them underscores.
  if (base.includes(' ')) return 'a name has a space'
  if (base.includes(']')) return 'the brackets of a name do not match'
  return open < 0 ? null : membersFault(name, open)
}

function membersFault(name: string, firstOpen: number): string | null {
  let open = firstOpen
  for (let count = 1; ; count++) {
    if (count > MEMBERS_MAX) return `a name has more than ${MEMBERS_MAX} members`
    const close = name.indexOf(']', open)
    const inner = name.indexOf('[', open + 1)
    if (close < 0 || (inner >= 0 && inner < close)) return 'the brackets of a name do not match'
    if (close === name.length - 1) return null
    if (name[close + 1] !== '[') return 'the brackets of a name do not match'
    // Which element `a[][b]` belongs to depends on the fields around it.
    if (close === open + 1) return '[] stands inside a name; number the elements instead'
    open = close + 1
  }
}

/** `transfer_data[destination]` → `['transfer_data', 'destination']`; `expand[]` → `['expand', '']`. */
export const splitName = remembered((name): readonly string[] => {
  const open = name.indexOf('[')
  return open < 0 ? [name] : [name.slice(0, open), ...name.slice(open + 1, -1).split('][')]
})
