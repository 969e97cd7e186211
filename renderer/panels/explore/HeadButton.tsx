import { Button } from '@mantine/core'

/** A small button in the head of the panel; with `pressed` a switch. */
export function HeadButton({ words, pressed, disabled = false, onClick }: { words: string; pressed?: boolean; disabled?: boolean; onClick: () => void }) {
  return (
    <Button variant="subtle" color="gray" size="compact-xs" className={pressed ? 'tt-head-pressed' : undefined} disabled={disabled} {...(pressed !== undefined && { 'aria-pressed': pressed })} onClick={onClick}>
      {words}
    </Button>
  )
}
