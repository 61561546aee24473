import type { Verb } from '../verb.ts'
import { VERSION } from '../version.ts'

export const version: Verb = {
  name: 'version',
  summary: 'Show which Keybrake this is, and what it runs on; so does --version',
  kind: 'local',
  async run(cli) {
    const { node, sqlite = null } = process.versions
    const row = { version: VERSION, node, sqlite, platform: `${process.platform} ${process.arch}` }
    if (cli.out.format === 'table')
      return cli.out.write(`keybrake ${VERSION} (node ${node}, sqlite ${sqlite ?? '-'})\n`)
    await cli.out.object(
      row,
      [
        { name: 'version', kind: 'id' },
        { name: 'node', kind: 'id' },
        { name: 'sqlite', kind: 'id' },
        { name: 'platform', kind: 'text' },
      ],
      () => VERSION,
    )
  },
}
