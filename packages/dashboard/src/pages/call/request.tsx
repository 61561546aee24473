import type { CallRow } from '../../api/types.ts'

/** What the log kept of the request: a list per operation, recipients masked; every other value was dropped when it was recorded. */
export function Request({ row: { method, path, request } }: { readonly row: CallRow }) {
  const fields = Object.entries(request)
  return (
    <>
      <p className="font-mono text-xs break-all">
        {method} {path}
      </p>
      {fields.length === 0 ? (
        <p className="pt-2 text-sm text-ink-3">None of its fields are kept.</p>
      ) : (
        <table className="mt-2 w-full text-sm">
          <caption className="sr-only">Fields of the request</caption>
          <tbody>
            {fields.map(([name, value]) => (
              <tr key={name} className="border-t border-line first:border-t-0">
                <th scope="row" className="w-2/5 py-1 pr-3 text-left align-top font-normal break-all text-ink-3">
                  {name}
                </th>
                <td className="py-1 break-all">{typeof value === 'string' ? value : JSON.stringify(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}
