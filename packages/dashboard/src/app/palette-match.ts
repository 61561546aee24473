/** Which commands a few typed letters mean, the best first. */
export interface Command {
  readonly id: string
  readonly name: string
  readonly about: string
}

/** 3: the name begins so; 2: a word of it does; 1: all letters of what was typed stand in it, or in what it is about; 0: none of it. */
export function scoreOf({ name, about }: Command, typed: string): number {
  const wanted = typed.trim().toLowerCase()
  const words = name.toLowerCase()
  if (wanted === '' || words.startsWith(wanted)) return 3
  if (words.split(/\s+/).some((word) => word.startsWith(wanted))) return 2
  return `${words} ${about.toLowerCase()}`.includes(wanted) ? 1 : 0
}

export function matching<C extends Command>(commands: readonly C[], typed: string): readonly C[] {
  return commands
    .map((command) => ({ command, score: scoreOf(command, typed) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ command }) => command)
}

const ID = /^(call|key|bud)_[0-9a-z]{8,}$/i

/** An id that was pasted leads straight to what it names. */
export function addressOfId(typed: string): { readonly to: string; readonly search?: Record<string, string> } | null {
  const text = typed.trim()
  const kind = ID.exec(text)?.[1]?.toLowerCase()
  if (kind === 'call') return { to: '/', search: { call: text } }
  if (kind === 'key') return { to: `/keys/${text}` }
  return kind === 'bud' ? { to: `/budgets/${text}` } : null
}
