/** What to write in a program so that its SDK calls through Keybrake. The same forms stand in README and docs/sdk, where they are run. */
export interface Place {
  /** Keybrake's origin. */
  readonly url: string
  readonly connection: string
}

/** Where the lines find the vault key: in no program text. */
const PYTHON_KEY = 'os.environ["VAULT_KEY"]'
const NODE_KEY = 'process.env.VAULT_KEY'

export interface Snippet {
  readonly name: string
  readonly label: string
  readonly vendor: string
  readonly text: (place: Place) => string
}

const base = ({ url, connection }: Place): string => `${url}/${connection}`

export const SNIPPETS: readonly Snippet[] = [
  {
    name: 'stripe-python',
    label: 'stripe for Python',
    vendor: 'stripe',
    text: (place) => `import os\n\nimport stripe\n\nstripe.api_key = ${PYTHON_KEY}\nstripe.api_base = "${base(place)}"`,
  },
  {
    name: 'stripe-node',
    label: 'stripe for Node',
    vendor: 'stripe',
    text: ({ url }) => {
      const { hostname, port, protocol } = new URL(url)
      const at = port === '' ? (protocol === 'https:' ? '443' : '80') : port
      return `import Stripe from 'stripe'\n\nconst stripe = new Stripe(${NODE_KEY}, { host: '${hostname.replace(/^\[(.*)\]$/, '$1')}', port: ${at}, protocol: '${protocol.slice(0, -1)}' })`
    },
  },
  {
    name: 'twilio-node',
    label: 'twilio for Node',
    vendor: 'twilio',
    text: (place) =>
      `import twilio from 'twilio'\n\nconst client = twilio('AC…', ${NODE_KEY})\nclient.api.baseUrl = '${base(place)}'`,
  },
  {
    name: 'resend-node',
    label: 'resend for Node',
    vendor: 'resend',
    text: (place) =>
      `import { Resend } from 'resend'\n\nconst resend = new Resend(${NODE_KEY}, { baseUrl: '${base(place)}' })`,
  },
]

/** Without an SDK, for any vendor. */
export const curl = (place: Place, request: string): string =>
  `curl ${base(place)}${request} -H "Authorization: Bearer $VAULT_KEY"`
