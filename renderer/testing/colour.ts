/** Colour arithmetic for the test of the tokens: contrast (WCAG 2.2), OKLab (Ottosson 2020), colour-blind sight (Machado, Oliveira, Fernandes 2009). */
type Rgb = readonly [number, number, number]
type Matrix = readonly [Rgb, Rgb, Rgb]

const toLinear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)

/** `#rrggbb` as linear light, 0 to 1. */
export function linear(hex: string): Rgb {
  const n = Number.parseInt(hex.slice(1), 16)
  return [toLinear(((n >> 16) & 255) / 255), toLinear(((n >> 8) & 255) / 255), toLinear((n & 255) / 255)]
}

const times = (m: Matrix, v: Rgb): Rgb => [dot(m[0], v), dot(m[1], v), dot(m[2], v)]
const dot = (a: Rgb, b: Rgb) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
const clamp = (x: number) => Math.min(Math.max(x, 0), 1)

const luminance = (colour: Rgb) => dot([0.2126, 0.7152, 0.0722], colour)

/** WCAG contrast ratio, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(linear(a)), luminance(linear(b))].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

function oklab(colour: Rgb): Rgb {
  const lms = times([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]], colour)
  return times([[0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.428592205, 0.4505937099], [0.0259040371, 0.7827717662, -0.808675766]], [Math.cbrt(lms[0]), Math.cbrt(lms[1]), Math.cbrt(lms[2])])
}

/** Full dichromacy (severity 1.0) in linear RGB. */
export const sights = {
  normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protan: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deutan: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritan: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
} as const satisfies Record<string, Matrix>

/** Distance in OKLab as an eye with that sight sees it. */
export function distance(a: string, b: string, sight: keyof typeof sights): number {
  const seen = (hex: string) => oklab(times(sights[sight], linear(hex)).map(clamp) as unknown as Rgb) // as: three in, three out
  const [x, y] = [seen(a), seen(b)]
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2])
}
