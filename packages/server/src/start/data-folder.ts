import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { SetupError } from '../setup-error.ts'

/**
 * Makes the data folder where it is missing, readable by its owner only.
 *
 * @throws SetupError naming the setting where it can't be made or written.
 */
export function prepareDataFolder(dataDir: string): string {
  const path = resolve(dataDir)
  try {
    makeFolder(path)
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new SetupError(`KEYBRAKE_DATA_DIR: the folder ${path} cannot be written (${code ?? 'error'})`)
  }
  return path
}

/** Not `mkdirSync`'s own `recursive`: it never ends where a folder exists but takes none in, as `/proc`. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another process may have made it in the same moment.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
