import { useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { sessionStore } from '../api/session.ts'
import { queryClient } from '../api/query-client.ts'
import { useStore } from './store.ts'

/** Once the session is over: to sign-in, which leads back to this very address unless it was signed out. What was read goes with it. */
export function useBackToSignIn(): void {
  const session = useStore(sessionStore)
  const navigate = useNavigate()
  const { href } = useLocation()
  const isOver = session?.signed_in === false
  const hasEnded = session?.signed_in === false && session.ended === true
  useEffect(() => {
    if (!isOver) return
    queryClient.clear()
    const search = hasEnded ? { to: href, ended: '1' } : {}
    void navigate({ to: '/sign-in' as never, search: search as never, replace: true })
  }, [isOver])
}
