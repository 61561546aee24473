/** Writes the two pages of docs/vendors that are made from the code: the reference of definitions, and every cost rule. */
import { readFileSync, writeFileSync } from 'node:fs'
import { DECLARING_PAGE, REFERENCE_HEADING, referenceText } from '../packages/vendors/conformance/declaring-page.ts'
import { COST_RULES_PAGE, costRulesText } from '../packages/vendors/conformance/cost-rules-page.ts'

const page = readFileSync(DECLARING_PAGE, 'utf8')
writeFileSync(DECLARING_PAGE, page.slice(0, page.indexOf(REFERENCE_HEADING)) + referenceText())
writeFileSync(COST_RULES_PAGE, costRulesText())
