/** What can be done without a running process; see the command line. */
export { rollbackRisks, type RollbackRisk } from '@keybrake/ledger/postgres'
export { FX_DATE } from '@keybrake/vendors/fx-table'
export { readConfig } from '../config.ts'
export { doubtfulDisk } from '../start/doubtful-disk.ts'
export { SetupError } from '../setup-error.ts'
export { recoverFolder, type Recovery } from './recover.ts'
export { type ShownSetting, shownSettings } from './shown-settings.ts'
export { verifyFolder } from './verify-folder.ts'
