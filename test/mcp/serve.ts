import { Keybrake } from '@keybrake/client'
import { runMcp } from '../../packages/cli/src/mcp/index.ts'

const { KEYBRAKE_URL = '', KEYBRAKE_API_KEY = '' } = process.env
await runMcp({
  client: new Keybrake({ url: KEYBRAKE_URL, apiKey: KEYBRAKE_API_KEY }),
  version: '0',
  input: process.stdin,
  output: process.stdout,
  say: (line) => void process.stderr.write(`${line}\n`),
})
