import type { AdminRow } from '../../api/types.ts'
import { CodeBlock } from '../../ui/copy-button.tsx'
import { SidePanel } from '../../ui/dialog.tsx'
import { Facts, Section } from '../../ui/facts.tsx'
import { Time } from '../../ui/time.tsx'

/** What an admin action did. */
export const AdminPanel = ({ row, onClose }: { readonly row: AdminRow; readonly onClose: () => void }) => (
  <SidePanel title={row.action} onClose={onClose}>
    <Section title="Action">
      <Facts
        facts={[
          { name: 'When', value: <Time at={row.time} as="full" /> },
          { name: 'Principal', value: row.principal },
          { name: 'Subject', value: row.subject },
          ...Object.entries(row.details).map(([name, value]) => ({
            name: name.replaceAll('_', ' '),
            value: typeof value === 'string' ? value : JSON.stringify(value),
          })),
        ]}
      />
    </Section>
    <Section title="JSON">
      <CodeBlock what="the row" text={JSON.stringify(row, null, 2)} />
    </Section>
  </SidePanel>
)
