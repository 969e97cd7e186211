import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { MantineProvider } from '@mantine/core'
import { CoreProvider, createQueryClient } from '../../client/context.tsx'
import { fakeCore } from '../../testing/fakeCore.ts'
import Settings from './Settings.tsx'

function open() {
  const core = fakeCore()
  render(
    <MantineProvider>
      <CoreProvider connection={core.connection} queryClient={createQueryClient()}>
        <Settings />
      </CoreProvider>
    </MantineProvider>,
  )
  return core
}

describe('Settings', () => {
  it('shows a refused value with what is allowed, and lets go of it with Escape', async () => {
    open()
    const field = await screen.findByRole('textbox', { name: 'system.log_level' })
    fireEvent.change(field, { target: { value: '99' } })
    fireEvent.click(await screen.findByRole('button', { name: 'Save' }))
    expect((await screen.findByRole('alert')).textContent).toContain('allowed is 1 to 9')
    fireEvent.keyDown(field, { key: 'Escape' })
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
    expect((field as HTMLInputElement).value).toBe('INFO')
  })

  it('saves the diagnostics as one file', async () => {
    const core = open()
    fireEvent.click(await screen.findByRole('button', { name: 'Save the diagnostics' }))
    await waitFor(() => expect(core.saved.map(({ name }) => name)).toEqual(['diagnostics.json']))
    expect(await screen.findByText(/diagnostics.json is saved/)).toBeDefined()
  })

  it('asks twice before a backup is gone', async () => {
    open()
    const remove = (await screen.findAllByRole('button', { name: 'Remove' })).at(-1)
    fireEvent.click(remove as HTMLElement)
    expect(await screen.findByRole('button', { name: 'Remove for good' })).toBeDefined()
  })
})
