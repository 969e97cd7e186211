import type { Config, Data, Layout } from 'plotly.js'
import { useEffect, useRef, useState } from 'react'
import { Failed } from '../parts/faces.tsx'
import { t } from '../strings.ts'
import { useScheme } from '../theme/useScheme.ts'
import type { Palette } from '../theme/tokens.ts'

const config: Partial<Config> = { displayModeBar: false, responsive: true, showTips: false, doubleClick: 'reset' }

export interface PlotProps {
  readonly data: Data[]
  readonly layout?: Partial<Layout>
  /** What a screen reader says of the figure; the figure itself is not read. */
  readonly label: string
  readonly simulated?: boolean
}

/** An analysis figure in our colours. The library is loaded when the first one is shown. */
export function Plot({ data, layout, label, simulated = false }: PlotProps) {
  const { palette } = useScheme()
  const place = useRef<HTMLDivElement>(null)
  const [failed, setFailed] = useState<unknown>(null)
  useEffect(() => {
    const target = place.current
    if (!target) return
    let gone = false
    import('./plotlyCore.ts').then(
      ({ default: plotly }) => {
        if (!gone) void plotly.react(target, data, { ...lookOf(palette), ...layout }, config)
      },
      (error: unknown) => !gone && setFailed(error),
    )
    return () => {
      gone = true
    }
  }, [data, layout, palette])
  useEffect(() => {
    const target = place.current
    return () => {
      if (target?.classList.contains('js-plotly-plot')) void import('./plotlyCore.ts').then(({ default: plotly }) => plotly.purge(target))
    }
  }, [])
  if (failed !== null) return <Failed compact error={failed} where={label} />
  return (
    <figure className="tt-plot" role="img" aria-label={label}>
      <div ref={place} aria-hidden />
      {simulated && <span className="tt-simulated">{t.common.simulated}</span>}
    </figure>
  )
}

/** Our type and colours: grey, no frames, the panel's own ground. */
export function lookOf(palette: Palette): Partial<Layout> {
  const axis = { gridcolor: palette.bg[2], linecolor: palette.line, zerolinecolor: palette.line, tickcolor: palette.line, automargin: true }
  return {
    font: { family: 'system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif', size: 11, color: palette.text[1] },
    paper_bgcolor: palette.bg[1],
    plot_bgcolor: palette.bg[1],
    colorway: [palette.text[0], ...palette.series],
    margin: { l: 8, r: 8, t: 24, b: 8 },
    xaxis: axis,
    yaxis: axis,
    dragmode: 'zoom',
    hoverlabel: { bgcolor: palette.bg[2], bordercolor: palette.line, font: { color: palette.text[0], size: 11 } },
  }
}
