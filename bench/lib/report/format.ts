import type { Spread } from './spread.ts'

const NONE = '–'

export const whole = (value: number): string =>
  Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : NONE

export const fixed = (value: number, digits: number): string => (Number.isFinite(value) ? value.toFixed(digits) : NONE)

export const percent = (share: number): string => `${fixed(share * 100, 1)} %`

/** `median (min–max)`, or a dash where nothing was measured. */
export const withRange = ({ median, min, max }: Spread, text: (value: number) => string): string =>
  Number.isFinite(median) ? `${text(median)} (${text(min)}–${text(max)})` : NONE

export const ratio = (spread: Spread): string => withRange(spread, (value) => fixed(value, value < 0.1 ? 3 : 2))

/** A Markdown table. @param columns heading and alignment */
export function table(
  columns: readonly (readonly [heading: string, align: 'left' | 'right'])[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    line(columns.map(([heading]) => heading)),
    `|${columns.map(([, align]) => (align === 'right' ? '---:' : '---')).join('|')}|`,
    ...rows.map((cells) => line(cells.map((cell) => cell.replaceAll('|', '\\|')))),
  ].join('\n')
}

/** Ours stand out. */
export const nameCell = (target: string): string => (target.startsWith('keybrake') ? `**${target}**` : target)
