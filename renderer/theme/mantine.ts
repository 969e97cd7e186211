import { createTheme, defaultVariantColorsResolver, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'
import { t } from '../strings.ts'
import { cssVariables, dark, light } from './tokens.ts'

const shades = (colour: string) => Array.from({ length: 10 }, () => colour) as unknown as MantineColorsTuple // as: exactly ten by construction
const accent = [...Array.from({ length: 5 }, () => dark.accent), ...Array.from({ length: 5 }, () => light.accent)] as unknown as MantineColorsTuple // as: exactly ten

const small = ['TextInput', 'Textarea', 'Checkbox', 'Menu'] as const

/** The kit wears our tokens: 12.5 px, two-pixel corners, no shadow on what does not float. */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { dark: 3, light: 6 } /* the next shade is that of hovering */,
  // the kit's own contrast looks at the light shade only, which leaves white on the dark theme's accent
  variantColorResolver: (input) => {
    const colours = defaultVariantColorsResolver(input)
    return input.variant === 'filled' && input.color === 'accent' ? { ...colours, color: 'var(--on-accent)' } : colours
  },
  colors: {
    accent,
    dark: [dark.text[0], dark.text[0], dark.text[1], dark.text[2], dark.line, dark.line, dark.bg[2], dark.bg[1], dark.bg[0], dark.bg[0]],
    red: shades('#b3423a'),
  },
  fontFamily: 'system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: '"JetBrains Mono", ui-monospace, monospace',
  fontSizes: { xs: '11.5px', sm: '12.5px', md: '12.5px', lg: '15px', xl: '20px' },
  defaultRadius: 2,
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    ...Object.fromEntries(small.map((name) => [name, { defaultProps: { size: 'xs' } }])),
    Button: { defaultProps: { size: 'xs' }, styles: { root: { fontWeight: 500 } } },
    SegmentedControl: { defaultProps: { size: 'xs', withItemsBorders: false }, styles: { label: { fontWeight: 400 } } },
    Tooltip: { defaultProps: { fz: 'sm' } },
    // a notice stands over whatever else there is: its cross has a name too
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': t.common.close } } },
  },
})

/** Our variables, and the kit's own pointed at them. */
export const variables: CSSVariablesResolver = () => {
  const kit = {
    '--mantine-color-body': 'var(--bg-1)',
    '--mantine-color-text': 'var(--text-1)',
    '--mantine-color-dimmed': 'var(--text-2)',
    '--mantine-color-placeholder': 'var(--text-3)',
    '--mantine-color-default': 'var(--bg-2)',
    '--mantine-color-default-border': 'var(--line)',
    '--mantine-color-default-hover': 'var(--bg-1)',
    '--mantine-color-default-color': 'var(--text-1)',
    '--mantine-color-anchor': 'var(--accent)',
    '--mantine-color-error': 'var(--text-1)',
  }
  return { variables: {}, dark: { ...cssVariables(dark), ...kit }, light: { ...cssVariables(light), ...kit } }
}
