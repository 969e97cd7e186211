/** As much of MLflow's REST API as the mirror speaks, with its way to tell a repeated metric: same key, value, time and step. */
export function fakeMlflow() {
  const experiments = new Map<string, string>()
  const runs = new Map<string, { experiment: string; tags: Map<string, string>; status: string; params: Map<string, string>; metrics: Set<string>; files: Set<string> }>()
  const state = { away: false }
  const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })
  const absent = () => answer({ error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'not there' }, 404)
  type Entry = { key: string; value: unknown; timestamp?: number; step?: number }
  type Body = { name: string; experiment_id: string; experiment_ids: string[]; run_id: string; filter: string; tags?: { key: string; value: string }[]; params?: Entry[]; metrics?: Entry[]; status: string; key: string; value: string }

  function post(path: string, body: Body): Response {
    const run = runs.get(body.run_id)
    switch (path) {
      case '/experiments/create':
        if (experiments.has(body.name)) return answer({ error_code: 'RESOURCE_ALREADY_EXISTS', message: 'there' }, 400)
        experiments.set(body.name, String(experiments.size + 1))
        return answer({ experiment_id: experiments.get(body.name) })
      case '/runs/create': {
        const id = `r${runs.size + 1}`
        runs.set(id, { experiment: body.experiment_id, tags: new Map(body.tags?.map(({ key, value }) => [key, value])), status: 'RUNNING', params: new Map(), metrics: new Set(), files: new Set() })
        return answer({ run: { info: { run_id: id } } })
      }
      case '/runs/search': {
        const wanted = /= '(.*)'$/.exec(body.filter)?.[1]
        return answer({ runs: [...runs].filter(([, one]) => body.experiment_ids.includes(one.experiment) && one.tags.get('telltale.run') === wanted).map(([id]) => ({ info: { run_id: id } })) })
      }
      case '/runs/log-batch':
        if (!run) return absent()
        if ((body.metrics?.length ?? 0) + (body.params?.length ?? 0) > 1000) return answer({ error_code: 'INVALID_PARAMETER_VALUE', message: 'too many' }, 400)
        for (const { key, value } of body.params ?? []) run.params.set(key, String(value))
        for (const metric of body.metrics ?? []) run.metrics.add(JSON.stringify([metric.key, metric.step, metric.value, metric.timestamp]))
        return answer({})
      case '/runs/set-tag':
        run?.tags.set(body.key, body.value)
        return answer({})
      case '/runs/update':
        if (run) run.status = body.status
        return answer({})
      case '/runs/delete':
        runs.delete(body.run_id)
        return answer({})
      default:
        return answer({ error_code: 'ENDPOINT_NOT_FOUND', message: path }, 404)
    }
  }

  const fetch: typeof globalThis.fetch = (input, init) => {
    if (state.away) return Promise.reject(new TypeError('fetch failed'))
    const { pathname, searchParams } = new URL(input instanceof Request ? input.url : input)
    const artifact = /^\/api\/2\.0\/mlflow-artifacts\/artifacts\/\d+\/(r\d+)\/artifacts\/(.+)$/.exec(pathname)
    if (artifact) {
      runs.get(artifact[1])?.files.add(artifact[2])
      return Promise.resolve(new Response(''))
    }
    const path = pathname.replace('/api/2.0/mlflow', '')
    if (init?.method === 'POST') return Promise.resolve(post(path, JSON.parse(init.body as string) as Body)) // the mirror sends text
    if (path === '/experiments/get-by-name') {
      const id = experiments.get(searchParams.get('experiment_name') ?? '')
      return Promise.resolve(id === undefined ? absent() : answer({ experiment: { experiment_id: id, lifecycle_stage: 'active' } }))
    }
    const id = searchParams.get('run_id') ?? ''
    const run = runs.get(id)
    return Promise.resolve(run ? answer({ run: { info: { run_id: id, artifact_uri: `mlflow-artifacts:/${run.experiment}/${id}/artifacts` } } }) : absent())
  }
  return { fetch, runs, experiments, state }
}
