import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'

export const NothingMatches = ({ waiting, onShow }: { readonly waiting: number; readonly onShow: () => void }) => (
  <EmptyState title="No call fits these filters">
    <p>Calls that fit will appear here as they happen. Take a filter away to see more.</p>
    {waiting === 0 ? null : (
      <p>
        <Button onClick={onShow}>{waiting} new</Button>
      </p>
    )}
  </EmptyState>
)
