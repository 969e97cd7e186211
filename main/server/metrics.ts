import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { ComputeHost } from '../compute/port.ts'
import type { Job } from '../contract/jobs.ts'
import type { Store } from '../storage/ports.ts'

export interface Metrics {
  readonly contentType: string
  text(): Promise<string>
  /** `route` is the pattern, never the address, so that the number of series stays small. */
  request(request: { method: string; route: string; status: number; seconds: number }): void
  /** `outcome` is `ok` or a code of the closed list. */
  call(call: string, outcome: string): void
  job(job: Job): void
}

/** Prometheus metrics, prefixed `iot_`. */
export function createMetrics({ store, host }: { store: Pick<Store, 'health'>; host: Pick<ComputeHost, 'status'> }): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({ registers, name: 'iot_http_requests_total', help: 'HTTP requests', labelNames: ['method', 'route', 'status'] })
  const durations = new Histogram({ registers, name: 'iot_http_request_duration_seconds', help: 'Time to answer an HTTP request', labelNames: ['method', 'route'] })
  const calls = new Counter({ registers, name: 'iot_calls_total', help: 'Calls of the contract over every transport', labelNames: ['call', 'outcome'] })
  const jobs = new Counter({ registers, name: 'iot_jobs_total', help: 'Jobs that ended', labelNames: ['kind', 'state'] })
  const detections = new Counter({ registers, name: 'iot_anomaly_detection_total', help: 'Detections that ran to their end' })
  const anomalies = new Counter({ registers, name: 'iot_anomaly_events_total', help: 'Events that detections found' })
  const running = new Set<number>()
  const ended = new Set<number>()
  void new Gauge({ registers, name: 'iot_jobs_running', help: 'Jobs that run or wait now', collect() { this.set(running.size) } })
  void new Gauge({ registers, name: 'iot_store_bytes', help: 'Size of the project', async collect() { this.set((await store.health()).bytes) } })
  void new Gauge({ registers, name: 'iot_store_healthy', help: '1 when the store can be read and written', async collect() { this.set((await store.health()).healthy ? 1 : 0) } })
  void new Gauge({
    registers,
    name: 'iot_workers',
    help: 'Worker processes by lane and state',
    labelNames: ['lane', 'state'],
    collect() {
      this.reset()
      for (const { lane, state } of host.status()) this.inc({ lane, state })
    },
  })
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    request({ method, route, status, seconds }) {
      requests.inc({ method, route, status })
      durations.observe({ method, route }, seconds)
    },
    call: (call, outcome) => calls.inc({ call, outcome }),
    job({ id, kind, state, result }) {
      if (state === 'running' || state === 'queued') {
        running.add(id)
        ended.delete(id)
        return
      }
      running.delete(id)
      if (ended.has(id)) return
      ended.add(id)
      jobs.inc({ kind, state })
      if (kind !== 'detect' || state !== 'done') return
      detections.inc()
      if (typeof result === 'object' && result !== null && 'events' in result && typeof result.events === 'number') anomalies.inc(result.events)
    },
  }
}
