import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { EnvironmentInfo } from '../../../main/contract/deployments.ts'
import { useSettled } from '../../charts/useSeriesView.ts'
import { useApi } from '../../client/context.tsx'
import { Answer, Empty } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { CommandLine } from './CommandLine.tsx'
import { commands, type Supposed } from './commands.ts'
import { Findings } from './Findings.tsx'
import { findingsFor } from './findingsFor.ts'
import { useDeployView } from './view.ts'

const gibibyte = 2 ** 30

/** The stack held against its own rules, and against a cluster that is only supposed. */
export function Rehearsal({ info }: { info: EnvironmentInfo }) {
  const api = useApi()
  const target = useDeployView((view) => view.target)
  const [nodes, setNodes] = useState('')
  const [cpu, setCpu] = useState('8')
  const [memory, setMemory] = useState('32')
  const [storage, setStorage] = useState<Supposed['storage']>('unknown')
  const supposed: Supposed = { nodes: whole(nodes), cpu: Number(cpu) || 0, memory: Number(memory) || 0, storage }
  const known = useSettled(JSON.stringify(clusterOf(supposed)), 200)
  const findings = useQuery({ ...api.deployments.rehearse.queryOptions({ input: { environment: info.name, cluster: JSON.parse(known) as ReturnType<typeof clusterOf> } }), placeholderData: keepPreviousData })
  return (
    <div className="tt-deploy-page">
      <Answer query={findings} what={t.deploy.rehearsing} where={t.deploy.steps.rehearsal}>
        {(all) => {
          const found = findingsFor(all, target)
          const of = (severity: string) => found.filter((one) => one.severity === severity).length
          return (
            <>
              <h2 className="tt-deploy-sentence">{t.deploy.findings(of('error'), of('warning'), of('info'))}</h2>
              <form className="tt-deploy-suppose" onSubmit={(event) => event.preventDefault()}>
                <span>{t.deploy.suppose}</span>
                <input className="tt-native tt-number" inputMode="numeric" aria-label={t.deploy.nodes} placeholder="–" value={nodes} onChange={(event) => setNodes(event.target.value)} />
                <span>{t.deploy.nodes}</span>
                <input className="tt-native tt-number" inputMode="decimal" aria-label={t.deploy.cores} value={cpu} onChange={(event) => setCpu(event.target.value)} />
                <span>{t.deploy.cores}</span>
                <input className="tt-native tt-number" inputMode="decimal" aria-label="Gi" value={memory} onChange={(event) => setMemory(event.target.value)} />
                <span>{t.deploy.gibibytes}</span>
                <select className="tt-native" aria-label={t.deploy.gibibytes} value={storage} onChange={(event) => setStorage(event.target.value as Supposed['storage'])}>
                  {Object.entries(t.deploy.storage).map(([mode, words]) => (
                    <option key={mode} value={mode}>
                      {words}
                    </option>
                  ))}
                </select>
                <span className="tt-hint">{t.deploy.noCluster}</span>
              </form>
              <div className="tt-scroll" tabIndex={0} role="region" aria-label={t.deploy.steps.rehearsal}>
                {found.length === 0 ? <Empty title={t.deploy.noFindings}>{t.deploy.noFindingsAbout}</Empty> : <Findings findings={found} />}
              </div>
            </>
          )
        }}
      </Answer>
      <CommandLine command={commands.rehearse(info.name, supposed)} />
    </div>
  )
}

const whole = (text: string) => Math.min(Math.max(Math.floor(Number(text)) || 0, 0), 500)

function clusterOf({ nodes, cpu, memory, storage }: Supposed) {
  return {
    ...(nodes > 0 && cpu > 0 && memory > 0 && { nodes: Array.from({ length: nodes }, (_, i) => ({ name: `node-${i + 1}`, cpu, memory: memory * gibibyte })) }),
    ...(storage !== 'unknown' && { storageClasses: [{ name: 'standard', isDefault: true, modes: storage === 'ReadWriteOnce' ? ['ReadWriteOnce'] : ['ReadWriteOnce', 'ReadWriteMany'] }] }),
  }
}
