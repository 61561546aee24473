/** The brake as the server says it stands, and moving it. It has moved when a read after the write says so, not before. */
import { useMutation, useQuery } from '@tanstack/react-query'
import { get, put } from '../../api/http.ts'
import { sentenceOf } from '../../api/problem.ts'
import { queryClient } from '../../api/query-client.ts'
import type { Brake, Status } from '../../api/types.ts'
import { toast } from '../../ui/toast.tsx'
import { useSession } from '../role.ts'
import { useStatus } from '../use-status.ts'

export interface BrakeMove {
  readonly engaged: boolean
  /** Null: all vendors. */
  readonly vendor: string | null
  readonly reason: string
}

export const FIRST_REASON = 'Stopped from the dashboard'

const readBrake = (): Promise<Brake> => get<Brake>('/vault/brake')

/** An issuer may not read the brake itself; that it is engaged, and why, is among the facts that everyone is told. */
export function useBrake(): { readonly brake: Brake | undefined } {
  const isIssuer = useSession()?.principal.role === 'issuer'
  const { data } = useQuery({ queryKey: ['brake'], queryFn: readBrake, enabled: !isIssuer, staleTime: 0 })
  const status = useStatus()
  return { brake: isIssuer ? status.data && brakeOfStatus(status.data) : data }
}

function brakeOfStatus({ brakes }: Status): Brake {
  const all = brakes.find(({ vendor }) => vendor === null)
  return {
    engaged: all !== undefined,
    vendor: null,
    reason: all?.reason ?? null,
    changed_at: all?.since ?? null,
    changed_by: all?.by ?? null,
    vendors: brakes.flatMap(({ vendor, reason, since, by }) =>
      vendor === null ? [] : [{ vendor, engaged: true, reason, changed_at: since, changed_by: by }],
    ),
  }
}

export interface BrakeOf {
  readonly engaged: boolean
  readonly reason: string | null
  readonly changed_at: string | null
  readonly changed_by: string | null
}

const RELEASED: BrakeOf = { engaged: false, reason: null, changed_at: null, changed_by: null }

/** @param vendor null: the stop of all */
export const brakeOf = (brake: Brake, vendor: string | null): BrakeOf =>
  vendor === null ? brake : (brake.vendors.find((of) => of.vendor === vendor) ?? RELEASED)

async function move({ engaged, vendor, reason }: BrakeMove): Promise<Brake> {
  await put('/vault/brake', { engaged, ...(vendor === null ? {} : { vendor }), reason })
  const brake = await readBrake()
  if (brakeOf(brake, vendor).engaged !== engaged)
    throw new Error('The server took the change, but someone moved the brake again meanwhile. Look at it anew.')
  return brake
}

export function useMoveBrake() {
  return useMutation({
    mutationFn: move,
    onSuccess: (brake, { engaged, vendor }) => {
      queryClient.setQueryData(['brake'], brake)
      const what = vendor === null ? 'All calls' : `Calls to ${vendor}`
      toast({
        text: engaged ? `${what} are stopped.` : `${what} may go on.`,
        ...(engaged && { tone: 'stop' as const }),
      })
    },
    onError: (error) => {
      void queryClient.invalidateQueries({ queryKey: ['brake'] })
      toast({ text: `The brake did not move: ${sentenceOf(error)}`, tone: 'stop' })
    },
  })
}
