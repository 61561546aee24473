/** What must not be called in which package. Rules that hold everywhere, and those that need types, are in .oxlintrc.json. */
import * as parser from '@typescript-eslint/parser'

/** A call that must not be made here, and what to use instead. */
const banned = (selector, message) => ({ selector, message })

const clock = [
  banned(
    "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    'Take the time as an argument (`at: Instant`).',
  ),
  banned("NewExpression[callee.name='Date'][arguments.length=0]", 'Take the time as an argument (`at: Instant`).'),
  banned("MemberExpression[object.name='performance']", 'Take the time as an argument (`at: Instant`).'),
]
const chance = [
  banned(
    "MemberExpression[object.name='Math'][property.name='random']",
    'Take ids and random bytes as arguments; the server makes them with node:crypto.',
  ),
]
const environment = [
  banned(
    "MemberExpression[object.name='process'][property.name='env']",
    'Only packages/server/src/config.ts reads the environment; take settings as arguments.',
  ),
]
const output = [
  banned(
    "MemberExpression[object.name='console']",
    'Return the outcome; the server logs with pino, commands write to process.stdout.',
  ),
]
const floats = [
  banned(
    "CallExpression[callee.name='parseFloat'], MemberExpression[property.name='parseFloat']",
    'Money is never a float: read decimal text with the readers of @keybrake/core.',
  ),
  banned(
    "CallExpression[callee.name='Number']",
    'Amounts stay bigint or decimal text (@keybrake/core money). For a small whole number from checked digits use Number.parseInt(text, 10).',
  ),
]
const builtSql = [
  banned(
    'CallExpression[callee.property.name=/^(prepare|exec|query)$/] > TemplateLiteral[expressions.length>0]',
    'Bind parameters (`?`, `$1`) in a constant statement; a string-built one can be injected into.',
  ),
  banned(
    "CallExpression[callee.property.name=/^(prepare|exec|query)$/] > BinaryExpression[operator='+']",
    'Bind parameters (`?`, `$1`) in a constant statement; a string-built one can be injected into.',
  ),
]

const TESTS = ['**/*.test.ts', '**/test/**', '**/testing/**', '**/conformance/**']

export default [
  {
    ignores: ['**/node_modules/', '**/dist/', ...TESTS],
  },
  {
    files: ['packages/*/src/**/*.ts'],
    languageOptions: { parser },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: [
      'packages/server/src/config.ts',
      'packages/{sandbox,cli}/src/**',
      'packages/{core,ledger,vendors}/src/**',
    ],
    rules: { 'no-restricted-syntax': ['error', ...environment, ...output] },
  },
  {
    files: ['packages/core/src/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...clock, ...chance, ...environment, ...output] },
  },
  {
    files: ['packages/{ledger,vendors}/src/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...clock, ...chance, ...environment, ...output, ...floats, ...builtSql],
    },
  },
]
