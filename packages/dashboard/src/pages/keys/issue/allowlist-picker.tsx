/** Operations to tick, by resource; those that move money are marked, and are all that is shown at first. */
import { ChevronDown, ChevronRight, CircleDollarSign, CircleOff } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Badge } from '../../../ui/badge.tsx'
import { Checkbox, TextInput } from '../../../ui/field.tsx'
import { groupsOf, matching, type OperationGroup, tickedBy, toggle } from '../policy/allowlist-builder.ts'
import { isUnpriced, movesMoney, type VendorOperation } from '../policy/vendor-operation.ts'
import { counted } from '../../words.ts'

export interface AllowlistPickerProps {
  readonly entries: readonly string[]
  readonly operations: readonly VendorOperation[]
  readonly onChange: (entries: readonly string[]) => void
}

export function AllowlistPicker({ entries, operations, onChange }: AllowlistPickerProps) {
  const [text, setText] = useState('')
  const [all, setAll] = useState(false)
  const groups = useMemo(() => groupsOf(all ? operations : operations.filter(movesMoney)), [operations, all])
  const shown = useMemo(() => matching(groups, text), [groups, text])
  const ticked = useMemo(() => tickedBy(entries, operations), [entries, operations])
  const choose = (chosen: readonly VendorOperation[]) => onChange(toggle(entries, chosen, operations))
  return (
    <div className="rounded-md border border-line">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-3 py-2">
        <TextInput
          aria-label="Find an operation"
          placeholder="Find: refund, POST /v1/…, payout"
          className="flex-1 basis-56"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Checkbox label="Also what moves no money" checked={all} onChange={(event) => setAll(event.target.checked)} />
      </div>
      <div className="max-h-80 overflow-auto py-1" tabIndex={0} role="group" aria-label="Operations">
        {shown.map((group) => (
          <GroupRow key={group.name} {...{ group, ticked, choose }} forceOpen={text.trim() !== ''} />
        ))}
        {shown.length === 0 ? (
          <p className="px-3 py-6 text-ink-2">
            No operation has all of these words{all ? '.' : ' among those that move money.'}
          </p>
        ) : null}
      </div>
    </div>
  )
}

interface GroupRowProps {
  readonly group: OperationGroup
  readonly ticked: ReadonlySet<string>
  readonly choose: (chosen: readonly VendorOperation[]) => void
  readonly forceOpen: boolean
}

function GroupRow({ group, ticked, choose, forceOpen }: GroupRowProps) {
  const [opened, setOpened] = useState(false)
  const open = opened || forceOpen
  const count = group.operations.filter(({ operation }) => ticked.has(operation)).length
  const Arrow = open ? ChevronDown : ChevronRight
  return (
    <div className="border-b border-line/60 last:border-b-0">
      <div className="flex items-center gap-2 px-3">
        <input
          type="checkbox"
          aria-label={`All of ${group.name}`}
          className="size-4 accent-(--accent)"
          checked={count === group.operations.length}
          ref={(element) => {
            if (element !== null) element.indeterminate = count > 0 && count < group.operations.length
          }}
          onChange={() => choose(group.operations)}
        />
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpened(!opened)}
          className="flex min-h-9 min-w-0 flex-1 items-center gap-2 text-left max-desk:min-h-11"
        >
          <Arrow size={15} aria-hidden="true" className="shrink-0 text-ink-3" />
          <span className="truncate font-medium">{group.name}</span>
          <span className="ml-auto shrink-0 text-xs text-ink-3">
            {count > 0
              ? `${count} of ${counted(group.operations.length, 'operation')}`
              : counted(group.operations.length, 'operation')}
          </span>
        </button>
      </div>
      {open ? (
        <ul className="pb-2 pl-8">
          {group.operations.map((one) => (
            <li key={one.operation}>
              <OperationRow of={one} ticked={ticked.has(one.operation)} onToggle={() => choose([one])} />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}

interface OperationRowProps {
  readonly of: VendorOperation
  readonly ticked: boolean
  readonly onToggle: () => void
}

const OperationRow = ({ of: one, ticked, onToggle }: OperationRowProps) => (
  <label className="flex items-start gap-2.5 py-1 pr-3 hover:bg-sunken/60">
    <input type="checkbox" className="mt-1 size-4 shrink-0 accent-(--accent)" checked={ticked} onChange={onToggle} />
    <span className="min-w-0 flex-1">
      <span className="flex flex-wrap items-center gap-x-2">
        <span>{one.operation}</span>
        {one.money_class === null ? null : (
          <Badge tone="accent" icon={<CircleDollarSign size={12} aria-hidden="true" />}>
            {one.money_class}
          </Badge>
        )}
        {isUnpriced(one) ? <Badge icon={<CircleOff size={12} aria-hidden="true" />}>no price: refused</Badge> : null}
      </span>
      <span className="block font-mono text-xs break-all text-ink-3">{one.endpoint}</span>
      {movesMoney(one) ? <span className="block text-xs text-ink-2">{one.cost_rule}</span> : null}
    </span>
  </label>
)
