/** Settings of the server itself, for commands that work on its data folder or start it. */
import type { Environment } from './output/terminal.ts'
import type { Given } from './given.ts'
import { option } from './verb.ts'

export const SERVER_SETTINGS = [option('--config <file>', 'settings of the server, as npm start takes them')]

/** The server's own command line. */
export const configArguments = (given: Given): readonly string[] => {
  const path = given.text('config')
  return path === null ? [] : ['--config', path]
}

/** The environment with what flags say standing over it. */
export function serverEnvironment(given: Given, env: Environment): Environment {
  const dataDir = given.text('dataDir')
  return dataDir === null ? env : { ...env, KEYBRAKE_DATA_DIR: dataDir }
}
