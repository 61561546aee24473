/** Mail addresses as rules see them: exactly one address a value, in its plain form or after a name. */

const DOMAIN = /^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/
/** Without the quoted parts and comments of RFC 5322, on whose end readers disagree, and the old relay signs `%` and `!`. */
const LOCAL = /^[A-Za-z0-9#$&'*+=?^_{|}~.-]+$/
/** What lets a second address hide in a name. */
const ODD_IN_NAME = /["\\<>@,;:()[\]\u0000-\u001f\u007f]/

export const isDomain = (text: string): boolean => DOMAIN.test(text)

/** The domain of `a@b` or `Name <a@b>` in lower case; null for anything else. */
export function mailDomain(text: string): string | null {
  const address = bareAddress(text)
  if (address === null) return null
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1)
  return LOCAL.test(address.slice(0, Math.max(at, 0))) && DOMAIN.test(domain) ? domain.toLowerCase() : null
}

function bareAddress(text: string): string | null {
  if (!text.endsWith('>')) return text
  const open = text.indexOf('<')
  const name = text.slice(0, Math.max(open, 0)).trim()
  const unquoted = name.length > 1 && name.startsWith('"') && name.endsWith('"') ? name.slice(1, -1) : name
  return open < 0 || ODD_IN_NAME.test(unquoted) ? null : text.slice(open + 1, -1)
}
