import { writeFileSync } from 'node:fs'
import { CLI_PAGE, cliPage } from './lib/cli-page.ts'

writeFileSync(new URL(`../${CLI_PAGE}`, import.meta.url), cliPage())
