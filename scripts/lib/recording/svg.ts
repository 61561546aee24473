/**
 * A recording as one SVG without scripts: all frames below each other, moved past a window by CSS. Light and dark as the reader
 * has it; who wants no motion sees the last frame. What stands there twice is written once, since most of a frame is the one before it.
 */
import type { Frame, Recording } from './frames.ts'
import type { Cell } from './screen.ts'

const CHARACTER_WIDTH = 8.4
const ROW_HEIGHT = 19
const FONT_SIZE = 14
const PADDING = 14
/** Rows that are written together: typing changes one of these blocks, the others are used again. */
const BLOCK_ROWS = 5

export interface Words {
  /** Read aloud in place of the picture. */
  readonly title: string
  readonly description: string
}

export function svgOf(recording: Recording, words: Words): string {
  const { rows, columns, frames, endMs } = recording
  const height = rows * ROW_HEIGHT
  const [width, whole] = [columns * CHARACTER_WIDTH, height + 2 * PADDING]
  const parts = new Parts()
  const film = frames.map((frame, index) => drawn(frame, index * whole, parts))
  const steps = frames.map(({ atMs }, index) => `${percent(atMs / endMs)}{transform:translateY(${-index * whole}px)}`)
  const last = -(frames.length - 1) * whole
  const box = `${width + 2 * PADDING} ${whole}`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${box}" width="${width + 2 * PADDING}" height="${whole}" role="img" aria-labelledby="t d">
<title id="t">${escaped(words.title)}</title>
<desc id="d">${escaped(words.description)}</desc>
<style>
svg{--back:#fbfaf6;--ink:#1d1f1e;--d:#5d6462;--r:#b3261e;--g:#1d6b3a;--y:#7a5b00;--c:#0b5c66;--edge:#d8d5cc}
@media (prefers-color-scheme:dark){svg{--back:#14191b;--ink:#e6e4de;--d:#98a19e;--r:#ff8f85;--g:#84d3a0;--y:#e8c766;--c:#74c9d1;--edge:#2f383b}}
text{font:${FONT_SIZE}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;fill:var(--ink);white-space:pre}
.b{font-weight:700}.d,.k{fill:var(--d)}.r{fill:var(--r)}.g{fill:var(--g)}.y{fill:var(--y)}.c{fill:var(--c)}
.u{fill:var(--ink);opacity:.6}
.film{animation:film ${(endMs / 1000).toFixed(2)}s step-end infinite}
@media (prefers-reduced-motion:reduce){.film{animation:none;transform:translateY(${last}px)}}
@keyframes film{${steps.join('')}100%{transform:translateY(${last}px)}}
</style>
<defs>
${parts.definitions().join('\n')}
</defs>
<rect x=".5" y=".5" width="${width + 2 * PADDING - 1}" height="${whole - 1}" rx="8" fill="var(--back)" stroke="var(--edge)"/>
<svg x="${PADDING}" y="${PADDING}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<g class="film">
${film.join('\n')}
</g>
</svg>
</svg>
`
}

/** Lines and blocks of lines, each once. */
class Parts {
  readonly #ids = new Map<string, string>()

  idOf(kind: 'l' | 'k', content: string): string {
    const known = this.#ids.get(content)
    if (known !== undefined) return known
    const id = `${kind}${this.#ids.size.toString(36)}`
    this.#ids.set(content, id)
    return id
  }

  definitions(): readonly string[] {
    return [...this.#ids].map(([content, id]) => content.replace(/^<(\w+)/, `<$1 id="${id}"`))
  }
}

function drawn({ screen: { rows, cursor } }: Frame, y: number, parts: Parts): string {
  const uses: string[] = []
  for (let from = 0; from < rows.length; from += BLOCK_ROWS) {
    const lines = rows
      .slice(from, from + BLOCK_ROWS)
      .flatMap((row, index) => {
        const text = lineOf(row)
        return text === '' ? [] : [use(parts.idOf('l', text), index * ROW_HEIGHT)]
      })
      .join('')
    if (lines !== '') uses.push(use(parts.idOf('k', `<g>${lines}</g>`), from * ROW_HEIGHT))
  }
  const mark =
    cursor === null
      ? ''
      : `<rect class="u" x="${round(cursor.column * CHARACTER_WIDTH)}" y="${cursor.row * ROW_HEIGHT + 2}" width="8" height="16"/>`
  return `<g${y === 0 ? '' : ` transform="translate(0 ${y})"`}>${uses.join('')}${mark}</g>`
}

const use = (id: string, y: number): string => `<use href="#${id}"${y === 0 ? '' : ` y="${y}"`}/>`

/** One row as text; its length is told, so that columns stand under each other in any font. Empty for a blank row. */
function lineOf(row: readonly Cell[]): string {
  const end = row.findLastIndex(({ text, style }) => text !== ' ' || style !== '') + 1
  if (end === 0) return ''
  const runs: { style: string; text: string }[] = []
  for (const { text, style } of row.slice(0, end)) {
    const last = runs.at(-1)
    if (last?.style === style) last.text += text
    else runs.push({ style, text })
  }
  const spans = runs.map(({ style, text }) =>
    style === '' ? escaped(text) : `<tspan class="${[...style].join(' ')}">${escaped(text)}</tspan>`,
  )
  return `<text y="${FONT_SIZE}" textLength="${round(end * CHARACTER_WIDTH)}" xml:space="preserve">${spans.join('')}</text>`
}

const round = (value: number): number => Math.round(value * 10) / 10
const percent = (share: number): string => `${(share * 100).toFixed(2)}%`

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
