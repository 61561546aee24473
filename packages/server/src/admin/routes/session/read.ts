import { session } from '@keybrake/contract'
import { json } from '../../answer.ts'
import { openRoute } from '../../route.ts'
import { sessionAnswer } from '../../session-answer.ts'

/** Without one it is no error: the page asks first whether it must show its sign-in. */
export const readSession = openRoute(session.readSession, async ({ parts, header, at }) => {
  const { sessions } = parts.dashboard
  const found = await sessions.find(header('cookie'), at)
  if (found === null) return json({ signed_in: false })
  const active = { ...found, session: { ...found.session, activeAt: at } }
  return json(await sessionAnswer(parts, active, at), { 'set-cookie': sessions.cookie(active.session, at) })
})
