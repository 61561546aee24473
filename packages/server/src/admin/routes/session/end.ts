import { session } from '@keybrake/contract'
import { json } from '../../answer.ts'
import { foreignOrigin } from '../../authenticate.ts'
import { openRoute } from '../../route.ts'

export const signOut = openRoute(session.signOut, async ({ parts, events, header, at }) => {
  const foreign = foreignOrigin(parts, header)
  if (foreign !== null) return foreign
  const { sessions } = parts.dashboard
  const found = await sessions.find(header('cookie'), at)
  if (found !== null) {
    await sessions.end(found.session, at)
    events.endAllOfSession(found.session.id)
    parts.log.info({ principal: found.principal.id, session: found.session.id }, 'signed out of the dashboard')
  }
  return json({ signed_in: false }, { 'set-cookie': sessions.endedCookie(header('origin')) })
})
