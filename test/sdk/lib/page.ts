/** The pages of docs/sdk as the tests read them: the program that stands on a page is the program that runs. */
import { readdirSync, readFileSync } from 'node:fs'
import { REPOSITORY } from '../../support/product.ts'

const FOLDER = `${REPOSITORY}docs/sdk/`

/** Names without `.md`, sorted: `stripe-node`. */
export const pageNames = (): readonly string[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .map((file) => file.slice(0, -'.md'.length))
    .sort()

export const overview = (): string => readFileSync(`${FOLDER}README.md`, 'utf8')

/** The page's one program. @throws where the page has none, or more than one */
export function programOf(page: string): { readonly language: string; readonly source: string } {
  const text = readFileSync(`${FOLDER}${page}.md`, 'utf8')
  const [first, ...more] = text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)
  const [, language, source] = first ?? []
  if (language === undefined || source === undefined || more.length > 0)
    throw new Error(`docs/sdk/${page}.md must have one fenced program`)
  return { language, source }
}
