/** A picture of a page as PNG of 256 colours: a third of the size, and no eye sees what it lacks. */
import { crc32, deflateSync } from 'node:zlib'
import type { Page } from 'playwright-core'

const COLOURS_MAX = 256

interface Indexed {
  readonly width: number
  readonly height: number
  /** Three bytes a colour, base64. */
  readonly palette: string
  /** A byte a pixel: which colour; base64. */
  readonly pixels: string
}

/** @param page any page: its browser decodes the picture */
export async function inPalette(page: Page, png: Buffer): Promise<Buffer> {
  const { width, height, palette, pixels } = await indexed(page, png)
  const bytes = Buffer.from(pixels, 'base64')
  // Each line begins with the number of its filter: 0, as it is.
  const lines = Buffer.alloc(height * (width + 1))
  for (let y = 0; y < height; y++) bytes.copy(lines, y * (width + 1) + 1, y * width, (y + 1) * width)
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  // Eight bits a pixel, by palette.
  head.set([8, 3], 8)
  return Buffer.concat([
    png.subarray(0, 8),
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette, 'base64')),
    chunk('IDAT', deflateSync(lines, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

/** Colours that are less than 16 of 255 apart become the one of them that most pixels have. */
const indexed = (page: Page, png: Buffer): Promise<Indexed> =>
  page.evaluate(
    async ({ base64, coloursMax }) => {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const { width, height } = bitmap
      const context = new OffscreenCanvas(width, height).getContext('2d')
      if (context === null) throw new Error('no canvas')
      context.drawImage(bitmap, 0, 0)
      const { data } = context.getImageData(0, 0, width, height)
      const colours = Array.from({ length: width * height }, (_, n) =>
        [0, 1, 2].reduce((colour, c) => colour * 256 + (data[n * 4 + c] ?? 0), 0),
      )
      const uses = new Map<number, number>()
      for (const colour of colours) uses.set(colour, (uses.get(colour) ?? 0) + 1)
      const near = new Map<number, number>()
      for (const [colour, count] of uses) {
        const most = near.get(colour & 0xf0f0f0)
        if (most === undefined || count > (uses.get(most) ?? 0)) near.set(colour & 0xf0f0f0, colour)
      }
      const palette = [...near.values()].sort((a, b) => (uses.get(b) ?? 0) - (uses.get(a) ?? 0)).slice(0, coloursMax)
      const index = new Map(palette.map((colour, at) => [colour, at]))
      const away = (a: number, b: number): number =>
        [16, 8, 0].reduce((sum, bits) => sum + Math.abs(((a >> bits) & 255) - ((b >> bits) & 255)), 0)
      for (const colour of uses.keys()) {
        if (index.has(colour)) continue
        let nearest = index.get(near.get(colour & 0xf0f0f0) ?? colour) ?? 0
        for (const [at, other] of palette.entries())
          if (away(colour, other) < away(colour, palette[nearest] ?? 0)) nearest = at
        index.set(colour, nearest)
      }
      const text = (values: readonly number[]): string => {
        let chars = ''
        for (const value of values) chars += String.fromCharCode(value)
        return btoa(chars)
      }
      return {
        width,
        height,
        palette: text(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255])),
        pixels: text(colours.map((colour) => index.get(colour) ?? 0)),
      }
    },
    { base64: png.toString('base64'), coloursMax: COLOURS_MAX },
  )
