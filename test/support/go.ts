/** Compiles a Go program for a test, from the pinned modules of a `go.mod` beside its `go.sum`. */
import { runCommand } from '../../scripts/lib/run-command.ts'

const ENVIRONMENT = { GOFLAGS: '', GOTOOLCHAIN: 'local', CGO_ENABLED: '0' }

/**
 * @param folder of the `go.mod`
 * @returns null where it is built; else why this machine cannot: no Go, or no way to its modules
 * @throws where Go is there and the program does not compile
 */
export async function goBuild(folder: string, output: string, program: string): Promise<string | null> {
  const go = (...args: readonly string[]) => runCommand('go', ['-C', folder, ...args], { env: ENVIRONMENT })
  const version = await go('version')
  if (version.code !== 0) return `Go is not installed (${version.output.trim()})`
  const modules = await go('mod', 'download')
  if (modules.code !== 0) return `Go cannot get the pinned modules: ${modules.output}`
  const built = await go('build', '-mod=readonly', '-o', output, program)
  if (built.code !== 0) throw new Error(`go build: ${built.output}`)
  return null
}
