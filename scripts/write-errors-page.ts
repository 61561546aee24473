import { writeFileSync } from 'node:fs'
import { ERRORS_PAGE, errorsPage } from './lib/errors-page.ts'

writeFileSync(new URL(`../${ERRORS_PAGE}`, import.meta.url), errorsPage())
