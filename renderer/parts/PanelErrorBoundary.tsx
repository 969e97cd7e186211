import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { t } from '../strings.ts'
import { Failed } from './faces.tsx'

interface Props {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** One broken panel never blanks the workstation: show it again, or close it. (React has error boundaries as classes only.) */
export class PanelErrorBoundary extends Component<Props, { error: unknown }> {
  override state: { error: unknown } = { error: null }
  static getDerivedStateFromError(error: unknown) {
    return { error }
  }
  override render() {
    if (this.state.error === null) return this.props.children
    return (
      <div className="tt-panel">
        <Failed error={this.state.error} where={t.frame.panelBroke(this.props.title)} onRetry={() => this.setState({ error: null })} />
        <div className="tt-face-actions tt-centred">
          <Button variant="default" onClick={this.props.onClose}>
            {t.frame.closePanel}
          </Button>
        </div>
      </div>
    )
  }
}
