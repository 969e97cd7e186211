import { render, screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { Headline } from './Headline.tsx'

describe('Headline', () => {
  it('keeps every word, and sets back the figures and what was not counted', () => {
    const words = 'The network is better on the held-out period (F1 1.00) than persistence (F1 0.00). Not counted: Telltale, which alarms on 80 % of the normal rows.'
    render(<Headline>{words}</Headline>)
    const heading = screen.getByRole('heading')
    expect(heading.textContent).toBe(words)
    expect([...heading.querySelectorAll('small')].map(({ textContent }) => textContent)).toEqual(['(F1 1.00)', '(F1 0.00)', 'Not counted: Telltale, which alarms on 80 % of the normal rows.'])
  })
})
