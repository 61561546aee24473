import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { whenSessionEnds } from './api/http.ts'
import { listenForWaking } from './api/live/wake.ts'
import { queryClient } from './api/query-client.ts'
import { sessionEnded } from './api/session.ts'
import { reloadOnNewVersion } from './app/new-version.ts'
import { router } from './app/routes.ts'
import { listenForShortcuts } from './app/shortcuts.ts'
import { takeLinkFromAddress } from './app/sign-in-link.ts'
import { applyTheme } from './app/theme.ts'
import './styles.css'

takeLinkFromAddress()
applyTheme()
reloadOnNewVersion()
listenForShortcuts()
listenForWaking()
whenSessionEnds(sessionEnded)

const element = document.getElementById('app')
if (element === null) throw new Error('index.html has no #app')
createRoot(element).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
