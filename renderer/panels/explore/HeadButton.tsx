import { Button } from '@mantine/core'

/** A small button in the head of the panel; with `pressed` a switch. */
export function HeadButton({ words, pressed, disabled = false, onClick }: { words: string; pressed?: boolean; disabled?: boolean; onClick: () => void }) {
  return (
    <Button variant={pressed ? 'light' : 'subtle'} color={pressed ? 'accent' : 'gray'} size="compact-xs" disabled={disabled} {...(pressed !== undefined && { 'aria-pressed': pressed })} onClick={onClick}>
      {words}
    </Button>
  )
}
