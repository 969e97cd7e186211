import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Annotation, AnnotationInput } from '../../../main/contract/annotations.ts'
import { useApi, useCore } from '../../client/context.tsx'
import { t } from '../../strings.ts'
import { useSteps } from './steps.ts'

/** What was written on an asset, and how it is written, changed and removed: each a step that can be taken back. */
export function useAnnotations(asset: number | null) {
  const api = useApi()
  const { client } = useCore()
  const [said, setSaid] = useState<string | null>(null)
  const [error, setError] = useState<unknown>(null)
  const list = useQuery(api.annotations.list.queryOptions({ input: asset === null ? {} : { asset }, enabled: asset !== null }))

  /** Does it and says so; a fault is shown where the words would be. True when it was done. */
  const attempt = async (what: () => Promise<string>): Promise<boolean> => {
    try {
      setSaid(await what())
      setError(null)
      return true
    } catch (fault) {
      setSaid(null)
      setError(fault)
      return false
    }
  }
  const remove = ({ id }: Annotation) => client.annotations.remove({ id })
  const put = (one: AnnotationInput) => client.annotations.put(one)
  const { done, undo, redo } = useSteps.getState()
  return {
    list,
    said,
    error,
    say: setSaid,
    clear: () => {
      setSaid(null)
      setError(null)
    },
    write: (input: AnnotationInput, before: Annotation | null) =>
      attempt(async () => {
        const after = await put(input)
        done({ undo: () => (before ? put(before) : remove(after)), redo: () => put(after) })
        return before ? t.explore.noteChanged : t.explore.noteWritten
      }),
    remove: (one: Annotation) =>
      attempt(async () => {
        await remove(one)
        done({ undo: () => put(one), redo: () => remove(one) })
        return t.explore.noteRemoved
      }),
    undo: () => attempt(async () => ((await undo()) ? t.explore.undone : t.explore.nothingToUndo)),
    redo: () => attempt(async () => ((await redo()) ? t.explore.redone : t.explore.nothingToRedo)),
  }
}
export type Annotations = ReturnType<typeof useAnnotations>
