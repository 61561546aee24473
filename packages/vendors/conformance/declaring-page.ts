/** The reference of `docs/vendors/declaring-a-vendor.md`, made from the schema that reads definitions. */
import { fileURLToPath } from 'node:url'
import { MONEY_CLASSES } from '@keybrake/core'
import { definitionSchema } from '../src/declared/schema/definition-schema.ts'
import type { Section } from '../src/declared/schema/schema.ts'

export const DECLARING_PAGE = fileURLToPath(new URL('../../../docs/vendors/declaring-a-vendor.md', import.meta.url))

/** What stands above this heading is written by hand. */
export const REFERENCE_HEADING = '## Every field'

export function referenceText(): string {
  const sections = new Map<string, Section>()
  for (const section of definitionSchema.parts) collect(section, sections)
  return [
    REFERENCE_HEADING,
    '',
    'Written from the schema by `node scripts/write-vendor-pages.ts`; a test compares them. **Bold** fields are required.',
    '',
    ...[...sections.values()].flatMap(sectionLines),
    `Classes of money: ${MONEY_CLASSES.map((word) => `\`${word}\``).join(', ')}.`,
    '',
  ].join('\n')
}

/** In the order in which a reader meets them. */
function collect(section: Section, sections: Map<string, Section>): void {
  if (sections.has(section.title)) return
  sections.set(section.title, section)
  for (const { parts } of section.fields) for (const part of parts) collect(part, sections)
}

const sectionLines = ({ title, about, fields }: Section): readonly string[] => [
  `### ${title}`,
  '',
  about,
  '',
  '| field | form | meaning |',
  '|---|---|---|',
  ...fields.map((field) => {
    const name = field.required ? `**\`${field.name}\`**` : `\`${field.name}\``
    return `| ${name} | ${cell(field.form)} | ${cell(field.about)} |`
  }),
  '',
]

const cell = (text: string): string => text.replaceAll('|', '\\|')
