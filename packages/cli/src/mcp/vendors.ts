import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { Session } from './server.ts'

const TYPE = 'application/json'

/** `keybrake://vendors/{vendor}`: the words that `allowed_endpoints` takes, and what each operation costs. */
export function offerVendors(server: McpServer, { client }: Session): void {
  const list = async () => ({
    resources: (await client.vendors.list()).map(({ vendor }) => ({
      uri: `keybrake://vendors/${vendor}`,
      name: `Operations of ${vendor}`,
      mimeType: TYPE,
    })),
  })
  server.registerResource(
    'vendors',
    new ResourceTemplate('keybrake://vendors/{vendor}', { list }),
    {
      title: 'Operations of a vendor',
      description: 'Names for `allowed_endpoints`, and the cost rule of each.',
      mimeType: TYPE,
    },
    async (uri, { vendor: name }) => {
      const found = (await client.vendors.list()).find(({ vendor }) => vendor === name)
      if (found === undefined) throw new Error(`There is no vendor ${String(name)}.`)
      const operations = found.operations
        .filter(({ closed }) => !closed)
        .map(({ operation, endpoint, cost_rule }) => ({ operation, endpoint, cost_rule }))
      return { contents: [{ uri: uri.href, mimeType: TYPE, text: JSON.stringify({ vendor: name, operations }) }] }
    },
  )
}
