import { session } from '@keybrake/contract'
import { VAULT_KEY_PREFIX } from '@keybrake/core'
import { type AdminAnswer, json, problem } from '../../answer.ts'
import { openRoute } from '../../route.ts'
import { sessionAnswer } from '../../session-answer.ts'
import { foreignOrigin } from '../../authenticate.ts'

export const signIn = openRoute(session.signIn, async ({ parts, body, header, address, at }) => {
  // A program that signs in has no origin; a browser always names one.
  const foreign = header('origin') === null ? null : foreignOrigin(parts, header)
  if (foreign !== null) return foreign
  const { sessions, attempts, links } = parts.dashboard
  const waitMs = attempts.begin(address ?? '', parts.clock.elapsedMs())
  if (waitMs > 0) return tooMany(Math.ceil(waitMs / 1000))
  if (body.by === 'credential' && body.credential.startsWith(VAULT_KEY_PREFIX))
    return problem(
      'unauthenticated',
      'This is a vault key, which only calls vendors; sign in with an admin credential.',
    )
  const mac = body.by === 'credential' ? parts.keyring.mac(body.credential) : links.take(body.link, at)
  const principal = mac === null ? null : await parts.store.registry.principalByCredential(mac)
  if (mac === null || principal === null || principal.deletedAt !== null)
    return problem(
      'unauthenticated',
      body.by === 'link'
        ? 'This link was used, is too old, or is of an earlier start. Sign in with the admin credential.'
        : 'This admin credential is not valid here.',
    )
  attempts.succeeded(address ?? '')
  const begun = sessions.begin(mac, at, header('origin'))
  parts.log.info({ principal: principal.id, address, session: begun.id }, 'signed in to the dashboard')
  return json(await sessionAnswer(parts, { session: begun, principal }, at), {
    'set-cookie': sessions.cookie(begun, at),
  })
})

function tooMany(seconds: number): AdminAnswer {
  return problem('too_many_attempts', `Wait ${seconds} s before the next attempt.`, { retry_after_s: seconds })
}
