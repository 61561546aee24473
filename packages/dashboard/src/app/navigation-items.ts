/** The pages: what the navigation, the palette and the shortcuts lead to. */
import {
  ChartNoAxesColumn,
  CircleHelp,
  Eye,
  KeyRound,
  type LucideIcon,
  Plug,
  Radio,
  ScrollText,
  ShieldX,
  TrainTrack,
  UsersRound,
  Wallet,
} from 'lucide-react'

export interface NavigationItem {
  readonly to: string
  readonly name: string
  /** Pressed after `g`. */
  readonly key: string
  readonly icon: LucideIcon
  /** For the palette: what one comes here to do. */
  readonly about: string
  /** Roles that the server answers here; absent: all. */
  readonly roles?: readonly string[]
}

const READERS = ['operator', 'auditor']

export const NAVIGATION: readonly { readonly name: string; readonly items: readonly NavigationItem[] }[] = [
  {
    name: 'Watch',
    items: [
      { to: '/', name: 'Feed', key: 'c', icon: Radio, about: 'every call as it happens' },
      { to: '/runs', name: 'Runs', key: 'r', icon: TrainTrack, about: 'one agent run, its keys and its money' },
      { to: '/unknown', name: 'Unknown', key: 'u', icon: CircleHelp, about: 'holds that await proof' },
      { to: '/refusals', name: 'Refusals', key: 'f', icon: ShieldX, about: 'what was stopped, and whom' },
      { to: '/observe', name: 'Observe', key: 'o', icon: Eye, about: 'what would have been refused' },
    ],
  },
  {
    name: 'Money',
    items: [
      { to: '/budgets', name: 'Budgets', key: 'b', icon: Wallet, about: 'caps, nearest to exhaustion first' },
      { to: '/spend', name: 'Spend', key: 's', icon: ChartNoAxesColumn, about: 'totals by label, run, operation' },
    ],
  },
  {
    name: 'Access',
    items: [
      { to: '/keys', name: 'Keys', key: 'k', icon: KeyRound, about: 'vault keys: issue, read, revoke' },
      { to: '/connections', name: 'Connections', key: 'n', icon: Plug, about: 'vendor accounts', roles: READERS },
      {
        to: '/principals',
        name: 'Principals',
        key: 'p',
        icon: UsersRound,
        about: 'who may issue what',
        roles: READERS,
      },
      { to: '/audit', name: 'Audit log', key: 'a', icon: ScrollText, about: 'search, export, chain state' },
    ],
  },
]

export const NAVIGATION_ITEMS: readonly NavigationItem[] = NAVIGATION.flatMap(({ items }) => items)
