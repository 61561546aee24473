import type { Call } from './call.ts'

/** How this caller reaches the connection, for links in answers. */
export function linkBase({ parts, incoming, caller }: Call): string {
  const { route, head } = incoming
  const name = caller.connection.record.name
  const byHost =
    route.kind === 'connection' && (head.hostname.startsWith(`${name}.`) || head.hostname.includes(`.${name}.`))
  if (!byHost) return `${parts.publicUrl()}/${name}`
  const host = head.headers.get('host') ?? head.hostname
  return `${new URL(parts.publicUrl()).protocol}//${host.slice(host.toLowerCase().indexOf(`${name}.`))}`
}
