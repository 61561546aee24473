/** The call as a line for a POSIX shell, from what the audit log kept of it. */
import type { CallRow } from '../../api/types.ts'

/** In one quoted word, whatever it holds: names and values come from whoever called. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/**
 * What was masked or left out when it was recorded is not there: the line says so, and does not pretend to be the request.
 * The vault key is a variable: the log never held it.
 */
export function curlLine(row: CallRow, publicUrl: string): string {
  const method = row.method ?? 'GET'
  const lines = [
    `curl -s${method === 'GET' ? '' : ` -X ${quoted(method)}`} ${quoted(`${publicUrl}/${row.connection ?? row.vendor ?? ''}${row.path ?? ''}`)}`,
    row.vendor === 'twilio' ? '-u "_:$VAULT_KEY"' : '-H "Authorization: Bearer $VAULT_KEY"',
    ...fieldsOf(row, method),
  ]
  const note = Object.keys(row.request).length === 0 ? [] : ['# Masked and unlisted fields are not kept; fill them in.']
  return [...note, lines.join(' \\\n  ')].join('\n')
}

function fieldsOf({ request, vendor }: CallRow, method: string): readonly string[] {
  const fields = Object.entries(request)
  if (fields.length === 0) return []
  if (method === 'GET')
    return ['-G', ...fields.map(([name, value]) => `--data-urlencode ${quoted(`${name}=${textOf(value)}`)}`)]
  if (vendor === 'stripe' || vendor === 'twilio')
    return fields.map(([name, value]) => `--data-urlencode ${quoted(`${name}=${textOf(value)}`)}`)
  return [`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(request))}`]
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
