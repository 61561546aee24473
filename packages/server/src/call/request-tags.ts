/**
 * What a caller may say about its own call: `Keybrake-Label`, `Keybrake-Run` / `x-agent-run-id`, `Keybrake-Tag-<name>`.
 * They only add: columns of their own, and tags beside the key's. They change no key, budget or charge.
 */
import type { Head } from '../http/head.ts'

const LABEL_CHARS_MAX = 256
const TAGS_MAX = 16
/** A longer name is no tag: the row of a call must stay small, whatever its caller sends. */
const NAME_CHARS_MAX = 64
const TAG_PREFIX = 'keybrake-tag-'

export interface RequestTags {
  readonly request_label?: string
  readonly request_run?: string
  readonly tags?: Readonly<Record<string, string>>
}

export function requestTags(head: Head, keyTags: Readonly<Record<string, string>>): RequestTags {
  const label = head.headers.get('keybrake-label')
  const run = head.headers.get('keybrake-run') ?? head.headers.get('x-agent-run-id')
  const added = new Map<string, string>()
  for (const [name, value] of head.headers) {
    const tag = name.startsWith(TAG_PREFIX) ? name.slice(TAG_PREFIX.length) : ''
    if (tag !== '' && tag.length <= NAME_CHARS_MAX && added.size < TAGS_MAX)
      added.set(tag, value.slice(0, LABEL_CHARS_MAX))
  }
  // A tag of the key itself stands: a caller must not write into another's history.
  const tags = { ...Object.fromEntries(added), ...keyTags }
  return {
    ...(label === undefined ? {} : { request_label: label.slice(0, LABEL_CHARS_MAX) }),
    ...(run === undefined ? {} : { request_run: run.slice(0, LABEL_CHARS_MAX) }),
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
  }
}
