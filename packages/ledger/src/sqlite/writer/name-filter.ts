/**
 * Says of most names that no row has them, without asking the rows: nearly every call brings an idempotency key and an object
 * that were never seen before. A Bloom filter of numbers below 2^53, in layers that double: what was added is never denied,
 * and a few names in a thousand are asked for in vain.
 */

interface Layer {
  readonly bits: Uint32Array
  readonly mask: number
  readonly namesMax: number
  names: number
}

const BITS_PER_NAME = 16
const PROBES = 5
const FIRST_NAMES = 1 << 17
/** Together 32 MB: beyond 16 million names every name may be there. */
const LAYERS_MAX = 7

export class NameFilter {
  readonly #layers: Layer[] = [layerOf(FIRST_NAMES)]
  #isFull = false

  add(name: number): void {
    let layer = this.#layers[this.#layers.length - 1] as Layer
    if (layer.names === layer.namesMax) {
      this.#isFull = this.#layers.length === LAYERS_MAX
      if (this.#isFull) return
      layer = layerOf(layer.namesMax * 2)
      this.#layers.push(layer)
    }
    layer.names++
    const { bits, mask } = layer
    const step = stepOf(name)
    let bit = name >>> 0
    for (let probe = 0; probe < PROBES; probe++) {
      const at = bit & mask
      bits[at >>> 5] = (bits[at >>> 5] ?? 0) | (1 << (at & 31))
      bit = (bit + step) | 0
    }
  }

  mayHave(name: number): boolean {
    if (this.#isFull) return true
    for (const { bits, mask } of this.#layers) if (isIn(bits, mask, name)) return true
    return false
  }
}

function layerOf(namesMax: number): Layer {
  const bitCount = namesMax * BITS_PER_NAME
  return { bits: new Uint32Array(bitCount / 32), mask: bitCount - 1, namesMax, names: 0 }
}

/** The upper bits of a name: how far its probes are apart. */
const stepOf = (name: number): number => (name / 0x1_0000_0000) | 1

function isIn(bits: Uint32Array, mask: number, name: number): boolean {
  const step = stepOf(name)
  let bit = name >>> 0
  for (let probe = 0; probe < PROBES; probe++) {
    const at = bit & mask
    if (((bits[at >>> 5] ?? 0) & (1 << (at & 31))) === 0) return false
    bit = (bit + step) | 0
  }
  return true
}
