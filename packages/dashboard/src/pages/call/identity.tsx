import type { CallRow } from '../../api/types.ts'
import { Link } from '../../app/link.tsx'
import { Facts } from '../../ui/facts.tsx'
import { RunLink } from './run-link.tsx'

/** Who called: each name leads to its other calls. */
export function Identity({ row }: { readonly row: CallRow }) {
  const calls = (name: string, value: string | null) =>
    value === null ? null : (
      <Link to="/" search={{ [name]: value }}>
        {value}
      </Link>
    )
  const tags = Object.entries(row.tags)
  return (
    <Facts
      facts={[
        { name: 'Key', value: <Link to={`/keys/${row.key_id}`}>{row.key_id}</Link> },
        { name: 'Label', value: calls('label', row.key_label) },
        { name: 'Run', value: row.run === null ? null : <Run label={row.run} /> },
        {
          name: 'Said by the call',
          value: [row.request_label, row.request_run].filter((text) => text !== null).join(', '),
        },
        {
          name: 'Tags',
          value:
            tags.length === 0 ? null : (
              <span className="flex flex-wrap gap-x-3">
                {tags.map(([name, value]) => (
                  <Link key={name} to="/" search={{ [`tag.${name}`]: value }}>
                    {name} = {value}
                  </Link>
                ))}
              </span>
            ),
        },
        { name: 'Issued by', value: row.principal },
        { name: 'Connection', value: row.connection },
        { name: 'Address', value: row.client_address },
      ]}
    />
  )
}

/** Its page is where it can be stopped; a run that ended long ago has none, but still has calls. */
const Run = ({ label }: { readonly label: string }) => (
  <>
    <RunLink label={label} /> ·{' '}
    <Link to="/" search={{ run: label }}>
      its calls
    </Link>
  </>
)
