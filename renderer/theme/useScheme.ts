import { useComputedColorScheme } from '@mantine/core'
import { palettes, type Palette, type Scheme } from './tokens.ts'

/** The palette that is in force, for canvases. */
export function useScheme(): { scheme: Scheme; palette: Palette } {
  const scheme = useComputedColorScheme('dark', { getInitialValueInEffect: false })
  return { scheme, palette: palettes[scheme] }
}
