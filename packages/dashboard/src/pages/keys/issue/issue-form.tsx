/** The form: who, what, how much, how long; and all the while what the key could do at worst. */
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { Problem, sentenceOf } from '../../../api/problem.ts'
import type { IssuedKey } from '../../../api/types.ts'
import { useReason } from '../../../app/role.ts'
import { Button } from '../../../ui/button.tsx'
import { vendorsKnown } from '../reads.ts'
import { classesOf, covered, type VendorOperation } from '../policy/vendor-operation.ts'
import { WorstCaseBox } from '../worst-case-box.tsx'
import { AllowlistField } from './allowlist-field.tsx'
import { CapFields, One } from './cap-fields.tsx'
import { ConnectionField, useConnectionChoices } from './connection-field.tsx'
import { blamed, type Faults, faultsOf, type IssueForm as Form, policyOf, requestOf } from './form.ts'
import { MoreFields } from './more-fields.tsx'
import { useIssue } from './use-issue.ts'

export interface IssueFormProps {
  readonly initial: Form
  /** Members of the request that the form has no field for: from the key that is issued again. */
  readonly extras: Readonly<Record<string, unknown>>
  readonly onIssued: (key: IssuedKey) => void
}

export function IssueForm({ initial, extras, onIssued }: IssueFormProps) {
  const [form, setForm] = useState(initial)
  const [tried, setTried] = useState(false)
  const element = useRef<HTMLFormElement>(null)
  const choices = useConnectionChoices()
  const vendors = useQuery(vendorsKnown)
  const reason = useReason(['operator', 'issuer'], 'issue keys')
  const issue = useIssue(onIssued)
  const vendor = choices.find(({ name }) => name === form.connection)?.vendor ?? ''
  const operations = vendors.data?.data.find((one) => one.vendor === vendor)?.operations ?? []
  const server = issue.error instanceof Problem ? blamed(issue.error.errors) : { fields: {}, rest: [] }
  const faults: Faults = { ...server.fields, ...(tried ? faultsOf(form) : {}) }
  const set = (change: Partial<Form>) => {
    setForm({ ...form, ...change })
    // What the server said was about another form.
    if (issue.error !== null) issue.reset()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (reason !== null) return
    if (Object.keys(faultsOf(form)).length === 0) issue.mutate({ ...requestOf(form), ...extras })
    // Once the faults are drawn.
    else requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus())
  }
  const fields = { form, faults, set }
  return (
    <form
      ref={element}
      onSubmit={submit}
      noValidate
      className="grid items-start gap-6 px-4 pb-24 desk:px-1 wide:grid-cols-[minmax(0,1fr)_20rem]"
    >
      <div className="flex min-w-0 flex-col gap-6">
        <div className="grid gap-4 sm:grid-cols-3">
          <ConnectionField
            value={form.connection}
            choices={choices}
            error={faults.connection}
            onChange={(connection) => set({ connection, entries: [] })}
          />
          <One
            {...fields}
            name="label"
            label="Label"
            hint="A name for people, on every audit row."
            placeholder="nightly-billing"
          />
          <One
            {...fields}
            name="run"
            label="Run"
            hint="Keys of one run share one cap."
            placeholder="dagster/9b2f61c4"
          />
        </div>
        <CapFields {...fields} />
        {vendor === '' ? (
          <p className="text-ink-2">Choose a connection to see what a key may call there.</p>
        ) : (
          <AllowlistField
            {...{ vendor, operations }}
            entries={form.entries}
            error={faults.entries}
            onChange={(entries) => set({ entries })}
          />
        )}
        <MoreFields {...fields} classes={'caps' in extras ? [] : reachedClasses(form.entries, operations)} />
        {Object.keys(extras).length === 0 ? null : (
          <p className="text-sm text-ink-2">
            Carried over as well: <span className="font-mono text-xs break-all">{JSON.stringify(extras)}</span>
          </p>
        )}
      </div>
      <aside className="flex flex-col gap-4 wide:sticky wide:top-20">
        <WorstCaseBox policy={policyOf(form)} vendor={vendor} />
        <Refused error={issue.error} rest={server.rest} shown={Object.keys(server.fields).length > 0} />
        <Button type="submit" variant="primary" busy={issue.isPending} disabledReason={reason}>
          Issue the key
        </Button>
        {tried && Object.keys(faults).length > 0 ? (
          <p role="status" className="text-sm text-stop">
            {Object.keys(faults).length === 1
              ? 'One field needs another look.'
              : `${Object.keys(faults).length} fields need another look.`}
          </p>
        ) : null}
      </aside>
    </form>
  )
}

function reachedClasses(entries: readonly string[], operations: readonly VendorOperation[]): readonly string[] {
  const coverage = covered(entries, operations)
  return coverage.ok ? classesOf(coverage.operations) : []
}

interface RefusedProps {
  readonly error: Error | null
  readonly rest: readonly string[]
  /** Whether fields show what is wrong. */
  readonly shown: boolean
}

/** What the server said that belongs to no field: a ceiling, a closed run, a lost answer. */
function Refused({ error, rest, shown }: RefusedProps) {
  if (error === null) return null
  const words = rest.length > 0 ? rest.join('; ') : shown ? null : sentenceOf(error)
  return words === null ? null : (
    <p role="alert" className="rounded-md bg-stop-soft px-3 py-2 text-stop">
      {words}
    </p>
  )
}
