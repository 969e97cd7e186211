/** A small button in the head of the panel; with `pressed` a switch. A plain one: the head is there while a wheel moves the curves. */
export function HeadButton({ words, pressed, disabled = false, onClick }: { words: string; pressed?: boolean; disabled?: boolean; onClick: () => void }) {
  return (
    <button type="button" className="tt-head-button" disabled={disabled} {...(pressed !== undefined && { 'aria-pressed': pressed })} onClick={onClick}>
      {words}
    </button>
  )
}
