/** What surrounds every page: header with the brake, navigation, the open call, news, and what the server is. */
import { Outlet, useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'
import { startLive, stopLive } from '../api/live/live.ts'
import { loadSession, sessionEnded } from '../api/session.ts'
import { keepSessionAwake } from './activity.ts'
import { Toaster } from '../ui/toast.tsx'
import { BrakeNotice } from './brake/brake-notice.tsx'
import { CallPanelSlot } from './call-panel-slot.tsx'
import { Guard } from './guard.tsx'
import { Header } from './header.tsx'
import { Palette } from './palette.tsx'
import { useSession } from './role.ts'
import { ShortcutHelp } from './shortcut-help.tsx'
import { Sidebar } from './sidebar.tsx'
import { TrustFooter } from './trust-footer.tsx'
import { useBackToSignIn } from './use-back-to-sign-in.ts'
import { useFocusOnNewPage } from './use-focus-on-new-page.ts'

export function Shell() {
  const session = useSession()
  useBackToSignIn()
  const principal = session?.principal.id
  useEffect(() => {
    if (principal === undefined) return
    startLive(() => void loadSession().catch(sessionEnded))
    const rest = keepSessionAwake()
    return () => {
      stopLive()
      rest()
    }
  }, [principal])
  const { pathname } = useLocation()
  useFocusOnNewPage(pathname)
  if (session === null) return null
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#page"
        className="sr-only rounded bg-accent px-3 py-2 text-accent-on focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50"
      >
        Skip to the page
      </a>
      <Header />
      <Guard what="The notice about the brake">
        <BrakeNotice />
      </Guard>
      <div className="flex flex-1 desk:gap-2">
        <Guard what="The list of pages">
          <Sidebar />
        </Guard>
        <main id="page" key={pathname} tabIndex={-1} className="min-w-0 flex-1 pb-24 outline-none desk:pr-6 desk:pb-8">
          <Outlet />
        </main>
      </div>
      <TrustFooter />
      <Guard what="The details of the call">
        <CallPanelSlot />
      </Guard>
      <Guard what="The search">
        <Palette />
      </Guard>
      <Guard what="The list of shortcuts">
        <ShortcutHelp />
      </Guard>
      <Toaster />
    </div>
  )
}
