/** Every page and its address. A page's code is fetched when it is first opened. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { loadSession, sessionStore } from '../api/session.ts'
import { PageError } from './page-error.tsx'
import { readSearch, writeSearch } from './search.ts'
import { NotFound } from './not-found.tsx'
import { Shell } from './shell.tsx'

const root = createRootRoute({ notFoundComponent: NotFound })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('../pages/sign-in/page.tsx'), 'Page'),
})

/** All that needs a session: without one, sign-in comes first and leads back. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ location }) => {
    const session = sessionStore.get() ?? (await loadSession())
    if (!session.signed_in) throw redirect({ to: '/sign-in', search: { to: location.href } as never })
  },
})

const page = (path: string, load: () => Promise<object>, name = 'Page') =>
  createRoute({ getParentRoute: () => shell, path, component: lazyRouteComponent(load as never, name) as never })

const routeTree = root.addChildren([
  signIn,
  shell.addChildren([
    page('/', () => import('../pages/feed/page.tsx')),
    page('/audit', () => import('../pages/audit/page.tsx')),
    page('/keys', () => import('../pages/keys/page.tsx')),
    page('/keys/new', () => import('../pages/keys/new.tsx')),
    page('/keys/$id', () => import('../pages/keys/detail.tsx')),
    page('/budgets', () => import('../pages/budgets/page.tsx')),
    page('/budgets/$id', () => import('../pages/budgets/detail.tsx')),
    page('/runs', () => import('../pages/runs/page.tsx')),
    page('/runs/$id', () => import('../pages/runs/detail.tsx')),
    page('/spend', () => import('../pages/spend/page.tsx')),
    page('/unknown', () => import('../pages/unknown/page.tsx')),
    page('/refusals', () => import('../pages/refusals/page.tsx')),
    page('/observe', () => import('../pages/observe/page.tsx')),
    page('/connections', () => import('../pages/connections/page.tsx')),
    page('/connections/$name', () => import('../pages/connections/detail.tsx')),
    page('/principals', () => import('../pages/principals/page.tsx')),
  ]),
])

export const router = createRouter({
  routeTree,
  basepath: '/dashboard',
  parseSearch: readSearch,
  stringifySearch: writeSearch,
  defaultErrorComponent: PageError,
  defaultPreload: 'intent',
  scrollRestoration: true,
})
