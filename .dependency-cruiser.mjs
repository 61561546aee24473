// Imports go one way: core <- ledger, vendors, contract <- server; contract <- client <- cli, dashboard.
// At most ten rules, each with the accident it prevents. A rule that forbids something reasonable is deleted.
// Tests may reach further than the code they test: they are left out, but for cycles.
const TEST = '\\.test\\.ts$|/(test|testing|conformance|fixtures)/'

/** The steps of a call, in their order; call.ts and send.ts are the sentence that joins them. */
const STEPS = 'authenticate|decide|read-request|idempotency|inquire|admit|forward|close'

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })
const fromCode = (path, pathNot = []) => ({ path, pathNot: [TEST, ...pathNot] })

export default {
  forbidden: [
    rule(
      'no-cycles',
      'A cycle hides who owns a rule.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    rule(
      'core-is-pure',
      'Policy and money must stay testable as tables: no I/O, no dependency.',
      fromCode('^packages/core/src/'),
      {
        pathNot: '^packages/core/src/',
      },
    ),
    rule(
      'domain-knows-only-core',
      'A price rule that reads the ledger, or a ledger that knows a vendor, can no longer be proven alone.',
      fromCode('^packages/(ledger|vendors|contract)/src/'),
      { path: '^packages/', pathNot: '^packages/(core|$1)/' },
    ),
    rule(
      'vendors-are-strangers',
      'A fix for one vendor must not move another.',
      fromCode('^packages/vendors/src/([^/]+)/'),
      {
        path: '^packages/vendors/src/[^/]+/',
        pathNot: '^packages/vendors/src/($1|shared)/',
      },
    ),
    rule(
      'stores-are-strangers',
      'The embedded store knows no server. (A store on PostgreSQL keeps an embedded one as its replica.)',
      fromCode('^packages/ledger/src/sqlite/'),
      { path: '^packages/ledger/src/postgres/' },
    ),
    rule(
      'one-door-per-driver',
      'SQL and sockets stay where they are reviewed: a second way to a vendor is a way past the cap.',
      fromCode('^packages/', [
        '^packages/ledger/src/(sqlite|postgres)/',
        '^packages/server/src/(upstream|http|main)',
        '^packages/(sandbox|client|cli)/',
      ]),
      { path: '^(node:)?(sqlite|http|https|net|tls)$|node_modules/(pg|undici)/' },
    ),
    rule(
      'steps-do-not-call-steps',
      'Branching belongs to call.ts, or the order hold-before-send is no longer readable in one place.',
      fromCode(`^packages/server/src/call/(${STEPS})\\.ts$`),
      {
        path: `^packages/server/src/call/(${STEPS})\\.ts$`,
        pathNot: '^packages/server/src/call/$1\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    ),
    rule(
      'only-main-knows-everyone',
      'The concrete store is wired once; anything else takes the interface.',
      // `offline` is the root of commands on a stopped data folder.
      fromCode('^packages/', ['^packages/server/src/(main\\.ts$|compile\\.mjs$|offline/)', '^packages/ledger/']),
      { path: '^packages/ledger/src/(sqlite|postgres)/' },
    ),
    rule(
      'leaves-stay-leaves',
      'No product code may hide behind the command line, the web app or the simulated vendors.',
      fromCode('^packages/', ['^packages/(server|cli|dashboard|sandbox)/']),
      { path: '^packages/(server|cli|dashboard|sandbox)/' },
    ),
    rule(
      'no-test-code-in-products',
      'What only tests install would be missing in a published package.',
      fromCode('^packages/[^/]+/src/'),
      {
        path: `${TEST}|node_modules/(fast-check|big\\.js)/`,
      },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules/.*/node_modules|/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
}
