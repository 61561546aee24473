import { useQuery } from '@tanstack/react-query'
import { useSession } from '../../app/role.ts'
import { principalsAll } from './reads.ts'

/** The name of who did it; the id stands in its title. An issuer sees only itself and may not list the others. */
export function PrincipalName({ id }: { readonly id: string | null }) {
  const me = useSession()?.principal
  const { data } = useQuery({ ...principalsAll, enabled: me !== undefined && me.role !== 'issuer' })
  if (id === null) return <>–</>
  const name = id === me?.id ? me.name : data?.data.find((one) => one.id === id)?.name
  return <bdi title={id}>{name ?? id}</bdi>
}
