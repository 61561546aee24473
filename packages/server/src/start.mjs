/**
 * `npm start`: main.ts from its compiled form, which the first start makes in a process of its own. What reads TypeScript takes
 * some 25 MB and a third of a second, and would be there for as long as the process is. Plain JavaScript for the same reason.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

// Beside the modules, and as trusted: who can write there can change the program itself. Threads learn of it by this name.
process.env.NODE_COMPILE_CACHE ??= here('../../../node_modules/.cache/keybrake')
const { directory } = enableCompileCache()
// Without a folder that can be written to, all is as it would be with main.ts alone.
if (directory !== undefined) compileOnce(join(directory, `whole-${process.version}`))

const { run } = await import('./main.ts')
await run()

/** @param mark of a folder that has everything, for this version of Node */
function compileOnce(mark) {
  if (existsSync(mark)) return
  process.stdout.write('The first start compiles Keybrake, once: some seconds.\n')
  const { NODE_COMPILE_CACHE, PATH } = process.env
  const { status } = spawnSync(process.execPath, [here('./compile.mjs')], { env: { NODE_COMPILE_CACHE, PATH } })
  if (status === 0) writeFileSync(mark, '')
}
