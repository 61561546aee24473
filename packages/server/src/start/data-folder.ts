import { accessSync, constants, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { SetupError } from '../setup-error.ts'

/**
 * Makes the data folder where it is missing, readable by its owner only.
 *
 * @throws SetupError naming the setting where it can't be made or written.
 */
export function prepareDataFolder(dataDir: string): string {
  const path = resolve(dataDir)
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new SetupError(`KEYBRAKE_DATA_DIR: the folder ${path} cannot be written (${code ?? 'error'})`)
  }
  return path
}
