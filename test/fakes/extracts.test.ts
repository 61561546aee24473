/** The descriptions that Prism judges by are the vendors' own, where these are at hand to compare. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { REPOSITORY } from '../support/product.ts'
import { extract, extractPath, readTree } from './openapi/extract.ts'
import { EXTRACTS } from './openapi/operations.ts'

const WHOLE = `${REPOSITORY}../shared/data/openapi/`
const absent = existsSync(WHOLE)
  ? false
  : 'the whole descriptions are not beside this checkout (../shared/data/openapi)'
if (absent !== false) process.stdout.write(`\n*** NOT COMPARED: ${absent}\n\n`)

for (const one of EXTRACTS)
  test(`${one.file} is the vendor’s description, cut down and not changed`, { skip: absent }, () =>
    assert.deepEqual(
      readTree(extractPath(one.file)),
      extract(one, (source) => readTree(WHOLE + source)),
    ),
  )
