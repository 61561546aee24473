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

export const NO_TAGS: RequestTags = {}

export function requestTags(head: Head, keyTags: Readonly<Record<string, string>>): RequestTags {
  const label = head.headers.get('keybrake-label')
  const run = head.headers.get('keybrake-run') ?? head.headers.get('x-agent-run-id')
  const added = addedTags(head)
  if (label === undefined && run === undefined && added === null && isEmpty(keyTags)) return NO_TAGS
  // A tag of the key itself stands: a caller must not write into another's history.
  const tags = { ...(added === null ? {} : Object.fromEntries(added)), ...keyTags }
  return {
    ...(label === undefined ? {} : { request_label: label.slice(0, LABEL_CHARS_MAX) }),
    ...(run === undefined ? {} : { request_run: run.slice(0, LABEL_CHARS_MAX) }),
    ...(isEmpty(tags) ? {} : { tags }),
  }
}

function addedTags(head: Head): ReadonlyMap<string, string> | null {
  let added: Map<string, string> | null = null
  for (const name of head.headers.keys()) {
    if (!name.startsWith(TAG_PREFIX)) continue
    const value = head.headers.get(name) ?? ''
    const tag = name.slice(TAG_PREFIX.length)
    added ??= new Map()
    if (tag !== '' && tag.length <= NAME_CHARS_MAX && added.size < TAGS_MAX)
      added.set(tag, value.slice(0, LABEL_CHARS_MAX))
  }
  return added
}

function isEmpty(record: Readonly<Record<string, string>>): boolean {
  for (const _ in record) return false
  return true
}
