import { SERVER } from '../common-options.ts'
import { option, type Verb } from '../verb.ts'
import { VERSION } from '../version.ts'

export const mcp: Verb = {
  name: 'mcp',
  summary: 'Serve spend, audit and request_key to an agent by the Model Context Protocol, over stdin and stdout',
  details: ['Give it the credential of an issuer: what it grants lies within that principal’s ceilings.'],
  kind: 'bare',
  options: [
    option('--run <label>', 'the run that requested keys are tagged with'),
    option('--keep-keys', 'leave requested keys alive when the session ends'),
    ...SERVER,
  ],
  async run(cli, given) {
    const { runMcp } = await import('../mcp/index.ts')
    const terminated = new AbortController()
    process.once('SIGTERM', () => terminated.abort())
    await runMcp({
      client: cli.client,
      version: VERSION,
      run: given.text('run') ?? undefined,
      keepKeys: given.flag('keepKeys'),
      input: cli.streams.stdin,
      output: cli.streams.stdout,
      until: AbortSignal.any([cli.interrupted, terminated.signal]),
      say: (line) => cli.out.note(line),
    })
  },
}
