import { sessionAnswer, signedInAnswer, signedOutAnswer } from '../answers/session.ts'
import { operation } from '../operation.ts'
import { noQuery } from '../requests/queries.ts'
import { signInRequest } from '../requests/session.ts'

const SIGNED_IN = {
  signed_in: true,
  principal: { id: 'admin', name: 'admin', role: 'operator' },
  idle_at: '2026-01-31T21:00:00.000Z',
  expires_at: '2026-02-07T09:00:00.000Z',
  server: {
    version: '0.1.0',
    public_url: 'http://127.0.0.1:8787',
    ledger: 'sqlite',
    sandbox: true,
    time: '2026-01-31T09:00:00.000Z',
  },
} as const

/** Without a session they say so, or make one: the credential is in the body or in a cookie. */
const open = { path: '/dashboard/session', tag: 'dashboard', access: 'public', query: noQuery } as const

export const signIn = operation({
  ...open,
  id: 'signIn',
  method: 'POST',
  summary: 'Exchange an admin credential, or a sign-in link, for a session cookie',
  body: signInRequest,
  bodyExample: { credential: 'kb_admin_0000000000000000000000000000000000000000000' },
  answer: { status: 200, schema: signedInAnswer, example: SIGNED_IN },
  errors: ['unauthenticated', 'wrong_origin', 'too_many_attempts', 'ledger_unavailable'],
})

export const readSession = operation({
  ...open,
  id: 'readSession',
  method: 'GET',
  summary: 'Who is signed in; counts as activity',
  body: null,
  answer: { status: 200, schema: sessionAnswer, example: SIGNED_IN },
  errors: ['ledger_unavailable'],
})

export const signOut = operation({
  ...open,
  id: 'signOut',
  method: 'DELETE',
  summary: 'End the session, on every process; the cookie opens nothing any more',
  body: null,
  answer: { status: 200, schema: signedOutAnswer, example: { signed_in: false } },
  errors: ['wrong_origin', 'ledger_unavailable'],
})
