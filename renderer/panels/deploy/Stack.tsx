import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { EnvironmentInfo, RenderedObject } from '../../../main/contract/deployments.ts'
import { useApi } from '../../client/context.tsx'
import { Answer } from '../../parts/faces.tsx'
import { t } from '../../strings.ts'
import { CommandLine } from './CommandLine.tsx'
import { commands } from './commands.ts'
import { useDeployView } from './view.ts'

/** What is deployed: the services, and the objects as they would be applied. */
export function Stack({ info }: { info: EnvironmentInfo }) {
  const api = useApi()
  const target = useDeployView((view) => view.target)
  const objects = useQuery(api.deployments.objects.queryOptions({ input: { environment: info.name, target } }))
  return (
    <div className="tt-deploy-page">
      <p className="tt-deploy-lead">
        {info.about} <span className="tt-hint">{t.deploy.namespace}</span> <span className="tt-number">{info.namespace}</span>
      </p>
      <table className="tt-table tt-deploy-services" aria-label={t.deploy.services}>
        <thead>
          <tr>
            <th>{t.deploy.service}</th>
            <th>{t.deploy.kind}</th>
            <th className="tt-right">{t.deploy.replicas}</th>
            <th>{t.deploy.image}</th>
          </tr>
        </thead>
        <tbody>
          {info.services.map(({ name, about, kind, image, replicas, most }) => (
            <tr key={name} title={about}>
              <td>{name}</td>
              <td>{t.deploy.kinds[kind]}</td>
              <td className="tt-right tt-number">{t.deploy.upTo(replicas, most)}</td>
              <td className="tt-number">{image}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Answer query={objects} what={t.deploy.objectList} where={t.deploy.objectList}>
        {(all) => <Objects key={`${info.name} ${target}`} objects={all} />}
      </Answer>
      <CommandLine command={commands.objects(info, target)} />
    </div>
  )
}

function Objects({ objects }: { objects: readonly RenderedObject[] }) {
  const [chosen, setChosen] = useState(objects.find(({ object }) => object.startsWith('Deployment/'))?.object ?? objects[0]?.object)
  const one = objects.find(({ object }) => object === chosen)
  const steps = Map.groupBy(objects, ({ step }) => step)
  const move = (by: number) => setChosen(objects[Math.min(Math.max(objects.findIndex(({ object }) => object === chosen) + by, 0), objects.length - 1)]?.object)
  return (
    <div className="tt-deploy-objects">
      <div
        role="listbox"
        aria-label={t.deploy.objectList}
        tabIndex={0}
        aria-activedescendant={chosen && `object-${chosen}`}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          event.preventDefault()
          move(event.key === 'ArrowDown' ? 1 : -1)
        }}
      >
        {[...steps].map(([step, these]) => (
          <div key={step} role="group" aria-label={step}>
            <span className="tt-hint" aria-hidden>
              {step}
            </span>
            {these.map(({ object }) => (
              <div key={object} id={`object-${object}`} role="option" aria-selected={object === chosen} className="tt-ellipsis" onClick={() => setChosen(object)}>
                {object}
              </div>
            ))}
          </div>
        ))}
      </div>
      {one && (
        <pre tabIndex={0} aria-label={one.object}>
          {one.yaml}
        </pre>
      )}
    </div>
  )
}
