/** What the command's exit code means: the only table, shown by `keybrake --help` and on the reference page. */
export const EXIT_CODES = {
  done: { code: 0, meaning: 'done' },
  unexpected: {
    code: 1,
    meaning: 'something unexpected; also a check of `doctor`, `drill`, `bench` or `proof` that failed',
  },
  usage: { code: 2, meaning: 'the command line or a setting is wrong; nothing was done' },
  refused: { code: 3, meaning: 'the server refused it: a field is not valid, or the role does not allow it' },
  notFound: { code: 4, meaning: 'there is no such thing' },
  conflict: { code: 5, meaning: 'it is in conflict with how things stand' },
  notSignedIn: { code: 6, meaning: 'no credential, or one that the server does not know' },
  unreachable: { code: 7, meaning: 'the server cannot be reached, or cannot commit' },
  auditFault: { code: 8, meaning: 'the audit log does not verify' },
  interrupted: { code: 130, meaning: 'interrupted by Ctrl-C' },
} as const

export type Ending = keyof typeof EXIT_CODES
