import { createWriteStream, renameSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import type { Cli } from '../../cli.ts'
import { Fault, usage } from '../../fault.ts'
import { optionsOf } from '../../fields/fields.ts'
import { plainLines } from '../../output/plain.ts'
import { Progress } from '../../output/progress.ts'
import { option, type Verb } from '../../verb.ts'
import { FILTER_FIELDS, filterOf, FROM_TO, TAG } from './filters.ts'

export const exportAudit: Verb = {
  name: 'export',
  summary: 'The whole audit log, or all that matches, as a file: calls and admin actions',
  kind: 'reads',
  options: [
    option('--format <format>', 'jsonl unless told', { choices: ['jsonl', 'csv', 'json'] }),
    option('--out <file>', 'into this file, which appears when it is whole; stdout unless told'),
    ...optionsOf(FILTER_FIELDS),
    TAG,
    ...FROM_TO,
  ],
  examples: ['keybrake audit export --out audit.jsonl', 'keybrake audit export --format csv --since 30d > month.csv'],
  async run(cli, given) {
    const told = given.text('format') ?? (['json', 'csv'].includes(cli.out.format) ? cli.out.format : 'jsonl')
    const format = told === 'csv' ? 'csv' : told === 'json' ? 'json' : 'jsonl'
    const body = await cli.client.audit.export(format, { kind: 'all', ...filterOf(given, Date.now()) })
    const path = given.text('out')
    const progress = new Progress(cli, 'exported')
    const chunks = counted(body, progress)
    const bytes = path === null ? await toStdout(cli, chunks) : await toFile(path, chunks)
    progress.end(path === null ? null : `${bytes.toLocaleString('en-US')} bytes in ${path}`)
  },
}

async function* counted(body: ReadableStream<Uint8Array>, progress: Progress): AsyncGenerator<Uint8Array> {
  let bytes = 0
  try {
    for await (const chunk of body) {
      bytes += chunk.length
      progress.at(`${(bytes / 1e6).toFixed(1)} MB`)
      yield chunk
    }
  } catch {
    throw new Fault('unreachable', 'the export broke off: what came is not all of it')
  }
}

/** To a terminal only what cannot steer it; to anything else the bytes as they are. */
async function toStdout({ out, streams }: Cli, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  const decoder = new TextDecoder()
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (out.out.isTerminal) await out.write(plainLines(decoder.decode(chunk, { stream: true })))
    else if (!streams.stdout.write(chunk)) await once(streams.stdout, 'drain')
  }
  return bytes
}

/** Under another name until it is whole, so that half an export is never taken for one. */
async function toFile(path: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  const part = `${path}.part`
  const file = createWriteStream(part, { mode: 0o600 })
  await once(file, 'open').catch((error: NodeJS.ErrnoException) => {
    throw usage(`--out: cannot write ${path} (${error.code ?? 'error'})`)
  })
  let bytes = 0
  try {
    for await (const chunk of chunks) {
      bytes += chunk.length
      if (!file.write(chunk)) await once(file, 'drain')
    }
    file.end()
    await once(file, 'close')
    renameSync(part, path)
  } catch (error) {
    file.destroy()
    rmSync(part, { force: true })
    throw error
  }
  return bytes
}
