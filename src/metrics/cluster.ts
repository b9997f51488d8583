import cluster from 'node:cluster'
import { AggregatorRegistry, type Registry } from 'prom-client'

/** Counts as Prometheus reads them. */
export type MetricsText = { text(): Promise<string>; contentType: string }

/** Lets the primary process ask for what this worker counts. */
export function shareWithPrimary(registry: Registry): void {
  if (!cluster.isWorker) return
  // Made for its ear to the primary process only.
  new AggregatorRegistry()
  AggregatorRegistry.setRegistries([registry])
}

/** The counts of all workers, added up; averages and newest where a sum says nothing. */
export function workersMetrics(): MetricsText {
  const registry = new AggregatorRegistry()
  return { text: () => registry.clusterMetrics(), contentType: registry.contentType }
}
