/** Writes `.br` and `.gz` beside each text file of the build, for the server to send as they are. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const TEXT = /\.(html|js|css|svg)$/
/** What is smaller gains nothing. */
const BYTES_MIN = 1_024

export function compress(): Plugin {
  let out = ''
  return {
    name: 'keybrake-compress',
    apply: 'build',
    configResolved: ({ root, build }) => {
      out = resolve(root, build.outDir)
    },
    closeBundle: async () => {
      const names = await readdir(out, { recursive: true })
      await Promise.all(names.filter((name) => TEXT.test(name)).map((name) => compressFile(join(out, name))))
    },
  }
}

async function compressFile(path: string): Promise<void> {
  const bytes = await readFile(path)
  if (bytes.length < BYTES_MIN) return
  const [small, smaller] = await Promise.all([
    promisify(gzip)(bytes, { level: 9 }),
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }),
  ])
  await Promise.all([writeFile(`${path}.gz`, small), writeFile(`${path}.br`, smaller)])
}
