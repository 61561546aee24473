/** Whether the log was checked, how far, and checking it now. */
import { useMutation } from '@tanstack/react-query'
import { post } from '../../api/http.ts'
import { sentenceOf } from '../../api/problem.ts'
import { queryClient } from '../../api/query-client.ts'
import { useReason } from '../../app/role.ts'
import { useStatus } from '../../app/use-status.ts'
import { Button } from '../../ui/button.tsx'
import { Time } from '../../ui/time.tsx'

export function ChainState() {
  const { data } = useStatus()
  const notAllowed = useReason(['operator', 'auditor'], 'verify the log')
  const verify = useMutation({
    mutationFn: () => post('/vault/audit/verify'),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['facts'] }),
  })
  const verified = data?.audit?.verified
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {verified === null || verified === undefined ? (
        <span>Every call and admin action, in chains that show any change. Not verified since the server’s start.</span>
      ) : verified.ok ? (
        <span>
          Chain verified <Time at={verified.at} />: {verified.entries.toLocaleString('en')} entries in{' '}
          {verified.chains === 1 ? 'one chain' : `${verified.chains} chains`}, none changed, removed or reordered.
        </span>
      ) : (
        <strong className="text-stop">
          The log has a fault (<Time at={verified.at} />
          ): {verified.fault}
        </strong>
      )}
      <Button small busy={verify.isPending} disabledReason={notAllowed} onClick={() => verify.mutate()}>
        {verify.isPending ? 'Verifying…' : 'Verify now'}
      </Button>
      {verify.error === null ? null : <span className="text-stop">{sentenceOf(verify.error)}</span>}
    </span>
  )
}
