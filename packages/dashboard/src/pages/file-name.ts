/** Names of what is downloaded: what it is, of what, and when it was taken; safe on every file system. */
export function fileName(
  kind: string,
  parts: readonly string[],
  at: Date,
  extension: 'csv' | 'json' | 'jsonl',
): string {
  const words = [kind, ...parts]
    .map((part) => part.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+|-+$/g, ''))
    .filter(Boolean)
  const stamp = at.toISOString().slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-')
  return `${['keybrake', ...words].join('-').slice(0, 100)}-${stamp}Z.${extension}`
}
