/** The page docs/reference/cli.md, made from the list of commands; `scripts/write-cli-page.ts` writes it, a test compares it. */
import { commands } from '../../packages/cli/src/commands/all.ts'
import { commonOptions } from '../../packages/cli/src/common-options.ts'
import { EXIT_CODES } from '../../packages/cli/src/exit-codes.ts'
import { isNoun, type Noun, type OptionSpec, type Verb } from '../../packages/cli/src/verb.ts'

export const CLI_PAGE = 'docs/reference/cli.md'

const HEAD = [
  '# The command line',
  '',
  '`keybrake <noun> <verb>`. Data goes to stdout, everything else to stderr. In the repository: `node packages/cli/bin/keybrake.cjs`, with any Node.',
  'Inside the clone `npx keybrake` is the same: npx finds the workspace’s own. Outside it npx would ask the registry, where none is published yet: whatever',
  'has the name there is not ours. From elsewhere name that file by its whole path.',
  '',
  '**Which Keybrake.** `--url` or `KEYBRAKE_URL`, by default `http://127.0.0.1:8787`. The credential comes from `KEYBRAKE_API_KEY` or',
  '`KEYBRAKE_ADMIN_KEY` (or a file that `…_FILE` names); on the machine of the data folder it is found by itself (`keybrake-data/admin-key`, or',
  '`--data-dir`, `KEYBRAKE_DATA_DIR`). A secret is never an argument.',
  '',
  '**Forms of output.** `-o table|wide|json|jsonl|csv|name`; `--json` is `-o json`. Lists as JSON have the shape of the API’s own, `{"data": […]}`.',
  'On a terminal tables fit its width and times are relative; elsewhere nothing is cut, times are RFC 3339, and there are no colours. `NO_COLOR`,',
  '`FORCE_COLOR`, `TERM=dumb` and `--no-color` are heeded. Control characters in what others wrote are shown as `\\u001b`, never sent to the terminal.',
  '',
  '**Before something is stopped or deleted** the command says what it would hit and asks. `--yes` does not ask; without a terminal and without',
  '`--yes` nothing is done. `brake on` never asks. `--dry-run` shows the request and changes nothing.',
  '',
  'This page is written from `packages/cli/src` by `node scripts/write-cli-page.ts`; a test compares them.',
  '',
  '## Exit codes',
  '',
  '| code | meaning |',
  '|---|---|',
  ...Object.values(EXIT_CODES).map(({ code, meaning }) => `| ${code} | ${meaning} |`),
  '',
]

export function cliPage(): string {
  const shown = commands.filter((entry) => isNoun(entry) || entry.hidden !== true)
  return [
    ...HEAD,
    ...shared(),
    ...shown.flatMap((entry) => (isNoun(entry) ? nounPart(entry) : verbPart(entry, '', '##'))),
  ].join('\n')
}

/** Options that most commands have, once. */
const KINDS = ['local', 'reads', 'changes', 'asks'] as const

function shared(): readonly string[] {
  const verb = (kind: Verb['kind']): Verb => ({ name: '', summary: '', kind, run: () => Promise.resolve() })
  const seen = new Set<string>()
  const parts = KINDS.flatMap((kind) => {
    const own = commonOptions(verb(kind)).filter(({ flags }) => !seen.has(flags))
    for (const { flags } of own) seen.add(flags)
    return own.map((option) => `| ${KIND_WORDS[kind]} | ${cells(option)} |`)
  })
  return ['## Options of many commands', '', '| of | option | meaning |', '|---|---|---|', ...parts, '']
}

const KIND_WORDS: Readonly<Record<(typeof KINDS)[number], string>> = {
  local: 'those that print data',
  reads: 'those that ask a server',
  changes: 'those that change something',
  asks: 'those that ask first',
}

function nounPart({ name, summary, verbs, alone }: Noun): readonly string[] {
  const words = alone === undefined ? [] : ['', `\`keybrake ${name}\` alone is \`keybrake ${name} ${alone.name}\`.`]
  return [`## ${name}`, '', `${summary}.`, ...words, '', ...verbs.flatMap((verb) => verbPart(verb, `${name} `, '###'))]
}

function verbPart(verb: Verb, before: string, heading: string): readonly string[] {
  const { name, alias, summary, details = [], args = [], options = [], examples = [], kind } = verb
  const line = [
    'keybrake',
    `${before}${name}`,
    ...args.map((each) => each.name),
    ...(options.length > 0 ? ['[options]'] : []),
  ].join(' ')
  const also = alias === undefined ? '' : ` Also \`${alias}\`.`
  return [
    `${heading} ${before}${name}`,
    '',
    `\`${line}\``,
    '',
    `${summary}.${also}${KIND_NOTES[kind]}`,
    ...details.flatMap((text) => ['', text]),
    ...(args.length === 0
      ? []
      : [
          '',
          '| argument | meaning |',
          '|---|---|',
          ...args.map((each) => `| \`${each.name}\` | ${text(each.description, each.choices)} |`),
        ]),
    ...(options.length === 0
      ? []
      : ['', '| option | meaning |', '|---|---|', ...options.map((option) => `| ${cells(option)} |`)]),
    ...(examples.length === 0 ? [] : ['', '```text', ...examples, '```']),
    '',
  ]
}

const KIND_NOTES: Readonly<Record<Verb['kind'], string>> = {
  bare: '',
  local: '',
  reads: '',
  changes: ' Takes `--dry-run`.',
  asks: ' Asks first; takes `--yes` and `--dry-run`.',
}

const cells = ({ flags, description, choices }: OptionSpec): string =>
  `\`${flags.replaceAll('|', '\\|')}\` | ${text(description, choices)}`

const text = (description: string, choices: readonly string[] | undefined): string =>
  `${description.replaceAll('|', '\\|')}${choices === undefined ? '' : ` (${choices.map((each) => `\`${each}\``).join(', ')})`}`
