/** Builds `@keybrake/client` as it is published: JavaScript and declarations in place of the sources, in one tarball. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { REPOSITORY, runCommand } from './run-command.ts'

const CLIENT = `${REPOSITORY}packages/client/`
const TSC = 'node_modules/typescript7/lib/tsc.js'

interface Manifest {
  readonly exports: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

/**
 * @param destination folder for the tarball
 * @returns the tarball's path
 * @throws with the output of the compiler or of npm where one of them fails
 */
export async function packClient(destination: string): Promise<string> {
  const stage = mkdtempSync(join(tmpdir(), 'keybrake-client-'))
  try {
    // Twice: the first knows only what the web has, so that no module of Node's can get into what runs everywhere.
    for (const config of ['tsconfig.build.json', 'tsconfig.build-node.json'])
      await run(process.execPath, [TSC, '-p', CLIENT + config, '--outDir', join(stage, 'dist')])
    writeFileSync(join(stage, 'package.json'), `${JSON.stringify(published(), null, 2)}\n`)
    cpSync(`${CLIENT}README.md`, join(stage, 'README.md'))
    cpSync(`${REPOSITORY}LICENSE`, join(stage, 'LICENSE'))
    mkdirSync(destination, { recursive: true })
    const output = await run('npm', ['pack', stage, '--silent', '--pack-destination', resolve(destination)])
    return join(resolve(destination), output.trim().split('\n').at(-1) ?? '')
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

/** In the repository each export is a source file; what is published has the file that came of it. */
function published(): Record<string, unknown> {
  const { private: _private, exports, ...rest } = JSON.parse(readFileSync(`${CLIENT}package.json`, 'utf8')) as Manifest
  const built = (source: string, ending: string): string => source.replace('./src/', './dist/').replace(/\.ts$/, ending)
  return {
    ...rest,
    sideEffects: false,
    files: ['dist'],
    exports: Object.fromEntries(
      Object.entries(exports).map(([name, source]) => [
        name,
        { types: built(source, '.d.ts'), default: built(source, '.js') },
      ]),
    ),
  }
}

async function run(command: string, args: readonly string[]): Promise<string> {
  const { code, output } = await runCommand(command, args)
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`)
  return output
}
