/** Who is signed in. The server has the session; this is what it last said of it. */
import type { WireSession } from '@keybrake/contract'
import { setServerTime } from '../app/now.ts'
import { createStore } from '../app/store.ts'
import { ask, get, post } from './http.ts'

export type SignedIn = WireSession
/** `ended`: it was over without having been signed out here. */
export type Session = SignedIn | { readonly signed_in: false; readonly ended?: boolean }

/** Null until the server was asked. */
export const sessionStore = createStore<Session | null>(null)

export async function loadSession(): Promise<Session> {
  return take(await get<Session>('/dashboard/session'))
}

function take(session: Session): Session {
  if (session.signed_in) setServerTime(session.server.time)
  else if (sessionStore.get()?.signed_in === true) sessionEnded()
  if (session.signed_in || sessionStore.get() === null) sessionStore.set(session)
  return session
}

/** @param proof the admin credential, or the token of a one-time link; throws the server's problem where it is not good */
export async function signIn(proof: { readonly credential: string } | { readonly link: string }): Promise<void> {
  take(await post<Session>('/dashboard/session', proof))
}

export async function signOut(): Promise<void> {
  await ask('DELETE', '/dashboard/session')
  sessionStore.set({ signed_in: false })
}

/** The server no longer knows the session: it ended, or its credential did. */
export const sessionEnded = (): void => sessionStore.set({ signed_in: false, ended: true })
