/** Writes the two pages of docs/vendors that are about definitions: their reference, and the shipped ones. */
import { readFileSync, writeFileSync } from 'node:fs'
import { DECLARING_PAGE, REFERENCE_HEADING, referenceText } from '../packages/vendors/conformance/declaring-page.ts'
import { SHIPPED_PAGE, shippedText } from '../packages/vendors/conformance/shipped-page.ts'

const page = readFileSync(DECLARING_PAGE, 'utf8')
writeFileSync(DECLARING_PAGE, page.slice(0, page.indexOf(REFERENCE_HEADING)) + referenceText())
writeFileSync(SHIPPED_PAGE, shippedText())
