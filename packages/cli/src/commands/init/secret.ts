import type { GivenSecret } from '@keybrake/client'
import { askSecret } from '../../ask.ts'
import { usage } from '../../fault.ts'
import type { Streams } from '../../output/output.ts'

type Fields = Readonly<Record<string, string>>

export async function askSecretFields(streams: Streams, names: readonly string[]): Promise<Fields> {
  const fields: Record<string, string> = {}
  for (const name of names)
    fields[name] = (await askSecret(streams, `${name.replaceAll('_', ' ')} (it is not shown)`)).trim()
  return fields
}

/** One text is the vendor's one field. */
export function fieldsOf(secret: GivenSecret, names: readonly string[]): Fields {
  if (typeof secret !== 'string') return secret
  const [name, second] = names
  if (name === undefined || second !== undefined)
    throw usage(
      `this vendor’s secret has several parts; name each: ${names.map((each) => `--secret-env ${each}=NAME`).join(' ')}`,
    )
  return { [name]: secret }
}
