/** What a person sees at start: the credential that is shown once, and a walk through the main job that can be copied. */
import { resolve } from 'node:path'

export interface Welcome {
  readonly url: string
  readonly dataDir: string
  /** Made now, and shown this once; null where the operator has one. */
  readonly adminKey: string | null
  readonly adminKeyFile: string
  /** The operator's credential is in the settings, and in no file. */
  readonly adminKeyIsSet: boolean
  /** Opens the dashboard once, for a quarter of an hour; null where the credential is not known here. */
  readonly signInLink: string | null
  readonly masterKeyMade: string | null
  /** Calls leave before they are synced to the disk. */
  readonly hasLeases: boolean
  /** Null where a real account is connected. The account SID of simulated Twilio is new with each process. */
  readonly sandbox: { readonly twilioAccount: string } | null
}

export function welcomeText(welcome: Welcome): string {
  const parts: string[] = []
  if (welcome.masterKeyMade !== null)
    parts.push(
      `WARNING  A master key was made in ${welcome.masterKeyMade}. Whoever has it and the data folder has your vendor`,
      '         secrets; without it they are lost. Keep a copy elsewhere, or set KEYBRAKE_MASTER_KEY.',
      '',
    )
  if (welcome.hasLeases)
    parts.push(
      'LEASES   KEYBRAKE_DURABILITY is `lease`: a power cut exceeds no cap, but may leave leased blocks counted as spent, and',
      '         take the audit rows of its last instants (docs/operating/durability.md).',
      '',
    )
  if (welcome.adminKey !== null)
    parts.push(`Operator credential (shown once, kept in ${welcome.adminKeyFile}):`, '', `    ${welcome.adminKey}`, '')
  if (welcome.sandbox !== null) parts.push(...sandboxWalk(welcome, welcome.sandbox.twilioAccount))
  else
    parts.push(
      `Dashboard: ${welcome.url}/dashboard, with an operator credential. Everything in order? \`npx keybrake doctor\``,
    )
  return parts.length === 0 ? '' : `${parts.join('\n')}\n`
}

function sandboxWalk(welcome: Welcome, twilioAccount: string): readonly string[] {
  const { url, adminKey, adminKeyFile, signInLink } = welcome
  const credential = adminKey ?? (welcome.adminKeyIsSet ? '$KEYBRAKE_ADMIN_KEY' : `$(cat ${adminKeyFile})`)
  const elsewhere = settingsOf(welcome)
  return [
    'SANDBOX  No vendor credential is set: the connections stripe, twilio and resend lead to simulated vendors inside',
    '         this process. No money moves. Set STRIPE_SECRET_KEY (and so on) to use the real ones.',
    '         They are new at every start, and vault keys issued for them end with the process.',
    `         Twilio account SID: ${twilioAccount}`,
    '',
    ...(signInLink === null
      ? []
      : ['Watch it: open the dashboard (this link works once, for 15 minutes).', '', `    ${signInLink}`, '']),
    'Try it: copy these lines into another terminal.',
    '',
    '  # 1. issue a vault key for one agent run, which may spend 60 USD a day',
    `  ADMIN="${credential}"`,
    '  RUN="first-steps/$(date +%H%M%S)"',
    `  KEY=$(curl -s ${url}/vault/keys -H "Authorization: Bearer $ADMIN" -H 'Content-Type: application/json' \\`,
    `    -d '{"vendor":"stripe","daily_usd_cap":60,"allowed_endpoints":["POST /v1/payment_intents"],"expires_in":"30m","agent_run_label":"'"$RUN"'"}' \\`,
    `    | sed 's/.*"vault_key":"\\([^"]*\\)".*/\\1/'); echo "$KEY"`,
    '',
    '  # 2. make three charges of 29.99 USD, as an agent in a loop would: the third is refused',
    `  for n in 1 2 3; do curl -s ${url}/stripe/v1/payment_intents -H "Authorization: Bearer $KEY" -d amount=2999 -d currency=usd -d customer=cus_$n; echo; done`,
    '',
    '  # 3. see which calls the run made and which was stopped',
    `  curl -s "${url}/vault/audit?run=$RUN&format=csv" -H "Authorization: Bearer $ADMIN" | cut -d, -f2,3,6,11,15-19`,
    '',
    '  # 4. stop the run for good: the next call is refused, whatever it costs',
    `  curl -s -X POST ${url}/vault/keys/revoke -H "Authorization: Bearer $ADMIN" -H 'Content-Type: application/json' -d '{"run":"'"$RUN"'"}'; echo`,
    `  curl -s ${url}/stripe/v1/payment_intents -H "Authorization: Bearer $KEY" -d amount=1 -d currency=usd; echo`,
    '',
    'Next, in this folder: `npx keybrake top` shows every run as it spends, `npx keybrake audit --q pi_…` which run made a',
    'charge, `npx keybrake keys revoke --run …` ends one, `npx keybrake brake on` stops everything.',
    ...(elsewhere.length === 0 ? [] : [`For it, first: export ${elsewhere.join(' ')}`]),
    `Every call of the admin API: ${url}/docs. SDKs: README.md; settings: docs/operating/settings.md.`,
    '',
  ]
}

/** What the CLI must be told where it would not look by itself. */
const settingsOf = ({ url, dataDir }: Welcome): readonly string[] => [
  ...(url === 'http://127.0.0.1:8787' ? [] : [`KEYBRAKE_URL=${url}`]),
  ...(dataDir === resolve('keybrake-data') ? [] : [`KEYBRAKE_DATA_DIR='${dataDir}'`]),
]
