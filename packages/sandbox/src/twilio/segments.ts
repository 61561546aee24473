/** How many parts a text message is sent in. GSM-7: 160 alone, 153 each; any other character makes it UCS-2: 70 and 67. */
const GSM =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const GSM_DOUBLE = '|^€{}[]~\\\f'
const basic = new Set(GSM)
const double = new Set(GSM_DOUBLE)
const graphemes = new Intl.Segmenter()

export function segmentsOf(text: string): number {
  const isGsm = [...text].every((character) => basic.has(character) || double.has(character))
  const characters = isGsm ? [...text] : [...graphemes.segment(text)].map(({ segment }) => segment)
  const [alone, each] = isGsm ? [160, 153] : [70, 67]
  const sizes = characters.map((character) => (isGsm ? (double.has(character) ? 2 : 1) : character.length))
  if (sizes.reduce((sum, size) => sum + size, 0) <= alone) return 1
  let parts = 1
  let room = each
  for (const size of sizes) {
    // What reads as one character is never split over two parts.
    if (size > room) {
      parts++
      room = each
    }
    room -= size
  }
  return parts
}
