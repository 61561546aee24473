/** Which calls make up a bar: the filter of the feed for a group, where the audit log can be asked for it. */
export const GROUPS = [
  { by: 'label', words: 'Label', none: 'no label' },
  { by: 'run', words: 'Run', none: 'no run' },
  { by: 'operation', words: 'Operation', none: 'no known operation' },
  { by: 'money_class', words: 'Kind of money', none: 'no kind' },
  { by: 'vendor', words: 'Vendor', none: 'no vendor' },
  { by: 'key', words: 'Key', none: 'no key' },
  { by: 'budget', words: 'Budget', none: 'no budget' },
  { by: 'tag', words: 'Tag', none: 'without the tag' },
] as const

export type By = (typeof GROUPS)[number]['by']

export const byOf = (text: string | undefined): By => GROUPS.find(({ by }) => by === text)?.by ?? 'label'

export const groupText = (by: By, group: string): string =>
  group === '' ? (GROUPS.find((one) => one.by === by)?.none ?? '–') : group

const FILTERS: Partial<Record<By, string>> = {
  label: 'label',
  run: 'run',
  operation: 'operation',
  money_class: 'money_class',
  vendor: 'vendor',
  key: 'key_id',
}

/**
 * @param rest what else is asked of the feed: the time, and filters in force
 * @returns null where the log has no such filter: what bears no name, and what is not in a call's row
 */
export function feedFilter(
  by: By,
  group: string,
  rest: Readonly<Record<string, string>>,
  tag?: string,
): Readonly<Record<string, string>> | null {
  const key = by === 'budget' ? /^key:([^:]+)/.exec(group)?.[1] : undefined
  const run = by === 'budget' ? /^run:(.+)/.exec(group)?.[1] : undefined
  if (key !== undefined) return { key_id: key, ...rest }
  if (run !== undefined) return { run, ...rest }
  const name = by === 'tag' && tag !== undefined ? `tag.${tag}` : FILTERS[by]
  return name === undefined || group === '' ? null : { [name]: group, ...rest }
}
