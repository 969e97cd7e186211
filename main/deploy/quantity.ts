const units: Readonly<Record<string, number>> = {
  m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50,
}

/** A Kubernetes quantity as a number: cores for CPU (`500m` is 0.5), bytes for memory and storage (`1Gi` is 1073741824). NaN when it is none. */
export function quantity(text: unknown): number {
  if (typeof text === 'number') return text
  const [, number, unit] = /^(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)(m|k|[MGTP]|[KMGTP]i)?$/.exec(String(text)) ?? []
  return number === undefined ? Number.NaN : Number(number) * units[unit ?? '']!
}

/** `24.25 Gi`, `12.1` cores: at most two decimals. */
export const gibi = (bytes: number): string => `${Number((bytes / 2 ** 30).toFixed(2))} Gi`
export const coresText = (cores: number): string => `${Number(cores.toFixed(2))} CPU`
