import { Tooltip } from '@mantine/core'
import { panelRows } from '../panels/index.ts'
import { t } from '../strings.ts'
import { actionRows } from './actions.ts'
import { useDock } from './dock.ts'
import { keyCaps } from './keys.ts'

/** 44 px of icons: one per panel, the name and the key on hover. */
export function Rail() {
  const front = useDock((dock) => dock.front)
  const open = useDock((dock) => dock.open)
  return (
    <nav className="tt-rail" aria-label={t.frame.rail}>
      {panelRows.map(({ id, title, about, icon: Icon }) => {
        const keys = actionRows.find((row) => row.id === `go.${id}`)?.keys[0]
        return (
          <Tooltip key={id} label={`${title}: ${about}${keys ? `  (${keyCaps(keys).join(' ')})` : ''}`} position="right" openDelay={300}>
            <button type="button" aria-label={title} aria-current={front === id ? 'page' : undefined} onClick={() => open(id)}>
              <Icon size={19} strokeWidth={1.6} aria-hidden />
            </button>
          </Tooltip>
        )
      })}
    </nav>
  )
}
