/** What may stay of a person's address in the audit log. */

/** `+15550001234` → `+1555*****34`: the prefix that prices a message, and enough of the end to tell two apart. */
export function maskPhone(text: string): string {
  const kept = text.startsWith('+') ? 5 : 0
  if (text.length <= kept + 2) return '*'.repeat(text.length)
  return text.slice(0, kept) + '*'.repeat(text.length - kept - 2) + text.slice(-2)
}

/** One that is written already as it is kept. */
const PLAIN_DOMAIN = /^[a-z0-9.-]{1,253}$/

/** `Ann <ann@example.com>` → `*@example.com`. */
export function maskMail(text: string): string {
  const bare = text.slice(text.lastIndexOf('@') + 1)
  if (bare.length < text.length && PLAIN_DOMAIN.test(bare)) return `*@${bare}`
  const domain = bare.replace(/[>\s].*$/s, '')
  return text.includes('@') && /^[A-Za-z0-9.-]{1,253}$/.test(domain) ? `*@${domain.toLowerCase()}` : '*'
}
