/** Issuing: the same press twice, or a press after an answer that got lost, issues one key. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { post } from '../../../api/http.ts'
import type { IssuedKey } from '../../../api/types.ts'

export function useIssue(onIssued: (key: IssuedKey) => void) {
  const queryClient = useQueryClient()
  const last = useRef<{ readonly body: string; readonly idempotencyKey: string } | null>(null)
  return useMutation({
    // The answer has the secret: it is kept no longer than it is shown.
    gcTime: 0,
    mutationFn: (request: Readonly<Record<string, unknown>>) => {
      const body = JSON.stringify(request)
      // One request, one key, however often it is sent.
      if (last.current?.body !== body) last.current = { body, idempotencyKey: randomName() }
      return post<IssuedKey>('/vault/keys', request, { 'Idempotency-Key': last.current.idempotencyKey })
    },
    onSuccess: (key) => {
      last.current = null
      onIssued(key)
      void queryClient.invalidateQueries({ queryKey: ['keys'] })
    },
  })
}

/** Not `randomUUID`: browsers only have that where the page came over TLS or from this machine. */
const randomName = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
