import { Button, Loader } from '@mantine/core'
import { RotateCw } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import type { UseQueryResult } from '@tanstack/react-query'
import { toFault } from '../client/faults.ts'
import { t } from '../strings.ts'
import { CopyDetails } from './CopyDetails.tsx'

/** Empty: what the panel is for, and one action. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="tt-face">
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action && <div className="tt-face-actions">{action}</div>}
    </div>
  )
}

/** Loading: the room is reserved; words appear only when it takes longer than a moment. */
export function Loading({ what, onCancel }: { what: string; onCancel?: () => void }) {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 400)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className="tt-face" role="status" aria-live="polite">
      {slow && (
        <>
          <Loader size="xs" type="dots" color="var(--text-3)" aria-hidden />
          <p>{what}</p>
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              {t.common.cancel}
            </Button>
          )}
        </>
      )}
    </div>
  )
}

/** Error: what, where, what to do; the details can be copied. */
export function Failed({ error, where, onRetry, compact = false }: { error: unknown; where: string; onRetry?: () => void; compact?: boolean }) {
  const fault = toFault(error)
  const details = JSON.stringify({ where, code: fault.code, message: fault.message, detail: fault.detail }, null, 2)
  return (
    <div className={compact ? 'tt-failed-line' : 'tt-face'} role="alert">
      {!compact && <h2>{where}</h2>}
      <p>
        {fault.message} <span className="tt-code">{fault.code}</span>
      </p>
      <div className="tt-face-actions">
        {onRetry && (
          <Button variant="default" leftSection={<RotateCw size={13} />} onClick={onRetry}>
            {t.common.retry}
          </Button>
        )}
        <CopyDetails text={details} />
      </div>
    </div>
  )
}

/** Draws the face that fits the state of a query; `children` is the full one. */
export function Answer<T>({ query, what, where, children }: { query: UseQueryResult<T>; what: string; where: string; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return children(query.data)
  if (query.isError) return <Failed error={query.error} where={where} onRetry={() => void query.refetch()} />
  return <Loading what={what} />
}
