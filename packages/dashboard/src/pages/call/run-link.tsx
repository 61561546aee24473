import { Link } from '../../app/link.tsx'

/** To the page of a run, where it can be stopped; a row knows the run by its label alone. */
export const RunLink = ({ label }: { readonly label: string }) => (
  <Link to="/runs" search={{ run: label }}>
    {label}
  </Link>
)
