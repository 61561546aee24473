import { useNavigate } from '@tanstack/react-router'
import { type SubmitEvent, useEffect, useState } from 'react'
import { sentenceOf } from '../../api/problem.ts'
import { signIn } from '../../api/session.ts'
import { useSearchText } from '../../app/search.ts'
import { takeLink } from '../../app/sign-in-link.ts'
import { Wordmark } from '../../app/wordmark.tsx'
import { Button } from '../../ui/button.tsx'
import { Field, TextInput } from '../../ui/field.tsx'
import { safeReturn } from './safe-return.ts'

/** The credential goes to the server once and is kept nowhere in the browser: what stays is a cookie no script can read. */
export function Page() {
  const { to, ended } = useSearchText()
  const navigate = useNavigate()
  const [credential, setCredential] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  const enter = (proof: Parameters<typeof signIn>[0]): void => {
    setBusy(true)
    setError(null)
    signIn(proof)
      .then(() => navigate({ href: safeReturn(to), replace: true }))
      .catch((reason: unknown) => setError(sentenceOf(reason)))
      .finally(() => setBusy(false))
  }
  useEffect(() => {
    document.title = 'Sign in · Keybrake'
    const link = takeLink()
    if (link !== null) enter({ link })
  }, [])

  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault()
    enter({ credential: credential.trim() })
  }
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center gap-6 px-5 py-12">
      <Wordmark />
      <form onSubmit={submit} className="flex flex-col gap-4">
        <h1 className="text-xl font-semibold tracking-tight">Sign in</h1>
        {ended === undefined ? null : (
          <p className="text-ink-2">Your session has ended. Sign in to go on where you were.</p>
        )}
        <Field label="Admin credential" hint="An operator’s, issuer’s or auditor’s." error={error}>
          {(tied) => (
            <TextInput
              {...tied}
              type="password"
              autoComplete="current-password"
              autoFocus
              required
              value={credential}
              onChange={(event) => setCredential(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" variant="primary" busy={busy}>
          {busy ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
      <p className="text-sm text-ink-3">
        The first operator’s credential was printed when the server first started, and is kept in the file{' '}
        <code className="font-mono text-ink-2">admin-key</code> in its data folder.
      </p>
    </main>
  )
}
