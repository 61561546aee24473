/** The lines that `init` prints are those of the README, which are run with the real SDKs. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { SNIPPETS } from './snippets.ts'

const README = readFileSync(new URL('../../../../../README.md', import.meta.url), 'utf8')
const squeezed = (text: string): string => text.replaceAll('’', "'").replace(/[\s;`'"]+/g, '')

for (const { name, vendor, text } of SNIPPETS)
  test(`${name}: every line but the imports stands in the README`, () => {
    const lines = text({ url: 'http://127.0.0.1:8787', connection: vendor })
      .replace('os.environ["VAULT_KEY"]', 'vault_key')
      .replace('process.env.VAULT_KEY', 'vaultKey')
      .split('\n')
    const said = lines
      .filter((line) => line !== '' && !line.startsWith('import '))
      .map((line) => squeezed(line.replace(/^const (stripe|resend) = /, '')))
    for (const line of said) assert.ok(squeezed(README).includes(line), line)
  })

test('stripe for Node is given an IPv6 address without its brackets', () => {
  const text = SNIPPETS.find(({ name }) => name === 'stripe-node')?.text({
    url: 'http://[::1]:8787',
    connection: 'stripe',
  })
  assert.match(text ?? '', /host: '::1', port: 8787/)
})
