import { Link } from './link.tsx'
import { EmptyState } from '../ui/empty-state.tsx'

export const NotFound = () => (
  <EmptyState title="There is no such page">
    <p>
      <Link to="/">To the feed</Link>
    </p>
  </EmptyState>
)
