/** The form in which Twilio answers a 2010-04-01 path without `.json`. */
const pascal = (name: string): string => name.replace(/(?:^|_)(\w)/g, (_all, letter: string) => letter.toUpperCase())
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function element(name: string, value: unknown): string {
  if (value === null || value === undefined) return `<${name}/>`
  if (Array.isArray(value)) return value.map((item) => element(name.replace(/s$/, ''), item)).join('')
  if (typeof value === 'object') return `<${name}>${inner(value)}</${name}>`
  return `<${name}>${escaped(String(value))}</${name}>`
}

const inner = (object: object): string =>
  Object.entries(object)
    .map(([name, value]) => element(pascal(name), value))
    .join('')

export const twilioXml = (name: string, body: object): string =>
  `<?xml version='1.0' encoding='UTF-8'?>\n<TwilioResponse>${element(name, body)}</TwilioResponse>`
