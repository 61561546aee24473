import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button, IconButton } from './button.tsx'

export interface CopyButtonProps {
  readonly text: string
  /** What is copied, `vault key`: the button's name is "Copy vault key". */
  readonly what: string
  /** With the words beside the icon. */
  readonly wide?: boolean
}

export function CopyButton({ text, what, wide = false }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'done' | 'failed'>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), 2_000)
    return () => clearTimeout(timer)
  }, [state])
  // Over plain HTTP from another machine a browser has no clipboard at all.
  const write = async () => navigator.clipboard.writeText(text)
  const copy = () =>
    void write().then(
      () => setState('done'),
      () => setState('failed'),
    )
  const words = { idle: `Copy ${what}`, done: 'Copied', failed: 'Copying is not allowed here' }[state]
  const icon = state === 'done' ? <Check size={15} /> : <Copy size={15} />
  return (
    <>
      {wide ? (
        <Button small icon={icon} onClick={copy}>
          {words}
        </Button>
      ) : (
        <IconButton
          small
          label={words}
          icon={icon}
          onClick={copy}
          className="size-[24px]! min-h-[24px]! max-desk:size-9!"
        />
      )}
      <span role="status" className="sr-only">
        {state === 'idle' ? '' : words}
      </span>
    </>
  )
}

/** Text to copy as a block: commands, ids, JSON. */
export const CodeBlock = ({ text, what }: { readonly text: string; readonly what: string }) => (
  <div className="relative rounded-md border border-line bg-sunken">
    <pre tabIndex={0} aria-label={what} className="overflow-x-auto py-2.5 pr-11 pl-3 font-mono text-xs text-ink">
      {text}
    </pre>
    <div className="absolute top-1 right-1">
      <CopyButton text={text} what={what} />
    </div>
  </div>
)
