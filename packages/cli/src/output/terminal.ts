/** What a stream can show: colours, how wide it is, whether a person watches. */
import { styleText } from 'node:util'
import type { WriteStream } from 'node:tty'

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan'

export interface Terminal {
  readonly isTerminal: boolean
  /** Columns; Infinity where nothing must fit. */
  readonly width: number
  readonly colours: boolean
  readonly paint: (style: Style, text: string) => string
}

export type Environment = Readonly<Record<string, string | undefined>>

const WIDTH_DEFAULT = 80

/** @param wanted false with `--no-color` */
export function terminalOf(
  stream: Pick<WriteStream, 'isTTY' | 'columns'>,
  env: Environment,
  wanted: boolean,
): Terminal {
  const isTerminal = stream.isTTY === true
  const colours = wanted && coloursOf(isTerminal, env)
  return {
    isTerminal,
    width: isTerminal ? widthOf(stream, env) : Infinity,
    colours,
    paint: (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text),
  }
}

/** https://no-color.org, and the variable that most tools read for the opposite. */
function coloursOf(isTerminal: boolean, env: Environment): boolean {
  const forced = env['FORCE_COLOR']
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false'
  if ((env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb') return false
  return isTerminal
}

function widthOf(stream: Pick<WriteStream, 'columns'>, env: Environment): number {
  const told = Number.parseInt(env['COLUMNS'] ?? '', 10)
  return stream.columns > 0 ? stream.columns : told > 0 ? told : WIDTH_DEFAULT
}
