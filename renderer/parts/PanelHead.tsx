import type { ReactNode } from 'react'

/** The 28 px head inside a panel: what is shown, how many, and what can be done. The title itself is on the tab. */
export function PanelHead({ children, actions }: { children: ReactNode; actions?: ReactNode }) {
  return (
    <div className="tt-head">
      <div className="tt-head-text">{children}</div>
      <div className="tt-head-actions">{actions}</div>
    </div>
  )
}

/** A key as printed on the keyboard, beside the thing it does. */
export function Key({ children }: { children: ReactNode }) {
  return <kbd className="tt-key">{children}</kbd>
}
