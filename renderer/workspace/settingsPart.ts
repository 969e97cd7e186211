import { useEffect } from 'react'
import { create } from 'zustand'

/** A part of Settings that an action leads to. */
export type SettingsPart = 'keys' | 'layouts'

const useWanted = create<{ wanted: SettingsPart | null }>(() => ({ wanted: null }))

/** Asks Settings for one of its parts; whoever asks opens the panel as well, which may not have been drawn before. */
export const wantSettingsPart = (wanted: SettingsPart): void => useWanted.setState({ wanted })

/** Carries `go` out when this part is asked for, once its panel is drawn. */
export function useSettingsPart(part: SettingsPart, go: () => void): void {
  const wanted = useWanted((state) => state.wanted)
  useEffect(() => {
    if (wanted !== part) return
    const frame = requestAnimationFrame(() => {
      useWanted.setState({ wanted: null })
      go()
    })
    return () => cancelAnimationFrame(frame)
  }, [wanted, part, go])
}
