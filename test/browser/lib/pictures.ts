/** Compares pictures, in the browser that drew them: it has the decoder and the arithmetic. */
import type { Browser, Page } from 'playwright-core'
import { inPalette } from './palette-png.ts'

export interface Difference {
  /** Pixels that are like none at that place in the other picture; all of them where the sizes differ. */
  readonly pixels: number
  /** The new picture, faded, with those pixels in red; PNG. */
  readonly shown: Buffer
}

export interface Comparer {
  readonly compare: (expected: Buffer, actual: Buffer) => Promise<Difference>
  /** The picture as it is kept. */
  readonly small: (picture: Buffer) => Promise<Buffer>
}

/** Two pictures' channels may be this far apart (of 255) and count as the same: how glyphs are smoothed differs a little. */
const CHANNEL_MAX = 40

export async function openComparer(browser: Browser): Promise<Comparer> {
  const page = await browser.newContext().then((context) => context.newPage())
  return {
    compare: async (expected, actual) => {
      const { pixels, shown } = await compareIn(page, expected, actual)
      return { pixels, shown: Buffer.from(shown, 'base64') }
    },
    small: (picture) => inPalette(page, picture),
  }
}

const compareIn = (page: Page, a: Buffer, b: Buffer) =>
  page.evaluate(
    async ({ before, after, channelMax }) => {
      const read = async (base64: string): Promise<ImageData> => {
        const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
        const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
        const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
        if (context === null) throw new Error('no canvas')
        context.drawImage(bitmap, 0, 0)
        return context.getImageData(0, 0, bitmap.width, bitmap.height)
      }
      const [from, to] = [await read(before), await read(after)]
      const { width, height, data } = to
      const isSized = from.width === width && from.height === height
      const isLike = (one: ImageData, i: number, other: ImageData, j: number): boolean =>
        [0, 1, 2].every((c) => Math.abs((one.data[i + c] ?? 0) - (other.data[j + c] ?? 0)) <= channelMax)
      /** The place itself, or one beside it: an edge may fall on the next pixel. */
      const isAround = (one: ImageData, x: number, y: number, other: ImageData): boolean => {
        for (let dy = -1; dy <= 1; dy++)
          for (let dx = -1; dx <= 1; dx++) {
            const [nx, ny] = [x + dx, y + dy]
            if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue
            if (isLike(one, (y * width + x) * 4, other, (ny * width + nx) * 4)) return true
          }
        return false
      }
      const shown = new ImageData(width, height)
      let pixels = 0
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          const i = (y * width + x) * 4
          const isSame = isSized && (isLike(to, i, from, i) || (isAround(to, x, y, from) && isAround(from, x, y, to)))
          if (!isSame) pixels++
          for (let c = 0; c < 3; c++) shown.data[i + c] = isSame ? 190 + (data[i + c] ?? 0) / 4 : c === 0 ? 220 : 0
          shown.data[i + 3] = 255
        }
      const canvas = new OffscreenCanvas(width, height)
      canvas.getContext('2d')?.putImageData(shown, 0, 0)
      const png = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())
      let text = ''
      for (const byte of png) text += String.fromCharCode(byte)
      return { pixels, shown: btoa(text) }
    },
    { before: a.toString('base64'), after: b.toString('base64'), channelMax: CHANNEL_MAX },
  )
