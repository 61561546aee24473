/** The programs of docs/sdk, with the official SDKs as their authors ship them, through the product to simulated vendors. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { REPOSITORY } from '../support/product.ts'
import { sandboxScene, provesItself } from './lib/matrix.ts'
import { overview, pageNames } from './lib/page.ts'
import { programsOf } from './lib/program.ts'
import { ALL_SDKS, QUICK_SDKS } from './lib/sdks.ts'

const programs = await programsOf(QUICK_SDKS)
const scene = await sandboxScene()
for (const [sdk, made] of programs) provesItself(sdk, made, scene)

test('every page of docs/sdk is one that the tests run, and is listed in the overview with the version that is tested', () => {
  assert.deepEqual(pageNames(), ALL_SDKS.map(({ page }) => page).sort())
  const listed = [...overview().matchAll(/^\| .+? \| ([\d.]+) \| .+? \| \[([a-z-]+)\]/gm)]
  assert.deepEqual(
    listed.map(([, version, page]) => [page, version]).sort(),
    ALL_SDKS.map(({ page }) => [page, pinned(page)]).sort(),
  )
})

/** Where the package is not named like its vendor. */
const PACKAGES: Readonly<Record<string, string>> = { 'anthropic-node': '@anthropic-ai/sdk' }

/** The version that this repository installs. */
function pinned(page: string): string | undefined {
  const text = (path: string): string => readFileSync(REPOSITORY + path, 'utf8')
  const [name, language] = page.split('-')
  if (language === 'go') return new RegExp(`${name}-go/v\\d+ v(\\S+)`).exec(text('test/sdk/go/go.mod'))?.[1]
  if (language === 'python') return new RegExp(`^${name}==(\\S+)`, 'm').exec(text('python/requirements-test.txt'))?.[1]
  const { devDependencies } = JSON.parse(text('package.json')) as { devDependencies: Record<string, string> }
  return devDependencies[PACKAGES[page] ?? name ?? '']
}
