import { DEFAULT_THEME, mergeMantineTheme } from '@mantine/core'
import { describe, expect, it } from 'vitest'
import { theme } from './mantine.ts'

const whole = mergeMantineTheme(DEFAULT_THEME, theme)
const resolve = (variant: string, color: string) => whole.variantColorResolver({ variant, color, theme: whole })

describe('buttons', () => {
  it('write on the accent in the colour that can be read there, in either theme', () => {
    expect(resolve('filled', 'accent').color).toBe('var(--on-accent)')
  })

  it('keep the colours of the kit everywhere else', () => {
    expect(resolve('subtle', 'gray').color).not.toBe('var(--on-accent)')
    expect(resolve('filled', 'red').color).not.toBe('var(--on-accent)')
  })
})
