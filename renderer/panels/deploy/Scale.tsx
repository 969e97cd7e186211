import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../../client/context.tsx'
import { Failed } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { useOperations } from './operations.ts'
import { useDeployView, whereOf } from './view.ts'

export function Scale({ workload, replicas, busy }: { workload: string; replicas: number; busy: boolean }) {
  const api = useApi()
  const take = useOperations((state) => state.take)
  const where = whereOf(useDeployView())
  const [typed, setTyped] = useState<string | null>(null)
  const wanted = Number(typed)
  const scale = useMutation(
    api.deployments.scale.mutationOptions({
      onSuccess: (begun) => {
        take(begun)
        setTyped(null)
      },
    }),
  )
  const free = !busy && typed !== null && typed.trim() !== '' && Number.isInteger(wanted) && wanted >= 0 && wanted <= 1000 && wanted !== replicas
  return (
    <form
      className="tt-scale"
      onSubmit={(event) => {
        event.preventDefault()
        if (free) scale.mutate({ ...where, workload, replicas: wanted })
      }}
    >
      <label>
        {t.deploy.scaleTo}{' '}
        <input className="tt-native tt-number" inputMode="numeric" aria-label={`${t.deploy.scaleTo}: ${workload}`} value={typed ?? String(replicas)} onChange={(event) => setTyped(event.target.value)} />
      </label>
      {typed !== null && (
        <Button type="submit" size="compact-xs" variant="default" disabled={!free} loading={scale.isPending}>
          {t.deploy.scale}
        </Button>
      )}
      {scale.isError && <Failed compact error={scale.error} where={t.deploy.scale} />}
    </form>
  )
}
