import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import { type DriftCounts } from '#application';
import { type Commit, type EngineMetrics, type EngineSources } from '#engine';
import { type Recorded } from '#event-store';

import { registerGauges } from './gauges.js';

const CAPTURES = new Set(['RegistryCheckpointCaptured', 'CryptoCheckpointCaptured']);
const RESTORES = new Set([
  'RegistryRestored',
  'KeyContainerRestored',
  'KeyContainerAbsenceRestored',
]);

const RESTORE_FAILURES = new Set([
  'RegistryCheckpointRestoreFailed',
  'CryptoCheckpointRestoreFailed',
]);

/** The buckets reach from an SSD's sync to a failing disk. */
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/** The metrics, in Prometheus' format. @see docs/operations.md */
export class Metrics implements EngineMetrics {
  private readonly registry = new Registry();
  private readonly registers = [this.registry];
  private readonly requests = new Counter({
    name: 'tidemark_http_requests_total',
    help: 'Requests answered',
    labelNames: ['method', 'route', 'status'],
    registers: this.registers,
  });
  private readonly requestSeconds = new Histogram({
    name: 'tidemark_http_request_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames: ['method', 'route'],
    buckets: SECONDS,
    registers: this.registers,
  });
  private readonly commands = new Counter({
    name: 'tidemark_commands_total',
    help: 'Commands by type and Win32 status',
    labelNames: ['type', 'status'],
    registers: this.registers,
  });
  private readonly commitSeconds = new Histogram({
    name: 'tidemark_commit_seconds',
    help: 'Time of one group commit, including its sync',
    buckets: SECONDS,
    registers: this.registers,
  });
  private readonly appendSeconds = new Histogram({
    name: 'tidemark_append_seconds',
    help: 'Longest time from an append to its answer in one group commit',
    buckets: SECONDS,
    registers: this.registers,
  });
  private readonly commitAppends = new Histogram({
    name: 'tidemark_commit_appends',
    help: 'Appends in one group commit',
    buckets: SIZES,
    registers: this.registers,
  });
  private readonly events = new Counter({
    name: 'tidemark_events_total',
    help: 'Events appended',
    registers: this.registers,
  });
  private readonly captures = new Counter({
    name: 'tidemark_captures_total',
    help: 'Captures of checkpoints, by reason',
    labelNames: ['reason'],
    registers: this.registers,
  });
  private readonly restores = new Counter({
    name: 'tidemark_restores_total',
    help: 'Captures restored onto a node, by rule',
    labelNames: ['rule'],
    registers: this.registers,
  });
  private readonly restoreFailures = new Counter({
    name: 'tidemark_restore_failures_total',
    help: 'Restores of checkpoints that failed, by cause',
    labelNames: ['cause'],
    registers: this.registers,
  });
  private readonly lostWrites = new Counter({
    name: 'tidemark_lost_writes_total',
    help: 'Lost writes: edits that a restore overwrote although no capture had them, by rule',
    labelNames: ['rule'],
    registers: this.registers,
  });
  private readonly violations = new Counter({
    name: 'tidemark_rule_violations_total',
    help: 'Broken checkpoint rules that the self-audit found, by rule',
    labelNames: ['rule'],
    registers: this.registers,
  });

  private readonly driftPairs = new Gauge({
    name: 'tidemark_drift_pairs',
    help: 'Pairs of a checkpoint and a node on which its resource may run, by state of drift',
    labelNames: ['state'],
    registers: this.registers,
  });
  private readonly defects = new Counter({
    name: 'tidemark_defects_total',
    help: 'Unexpected errors; each is in the log',
    registers: this.registers,
  });

  private appendedEvents = 0;

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Events appended since the start. */
  get appended(): number {
    return this.appendedEvents;
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** Registers the gauges once the engine can answer them. */
  watch(sources: EngineSources): void {
    registerGauges(this.registry, sources);
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }

  answered(
    method: string,
    route: string,
    { status, seconds }: { status: number; seconds: number },
  ): void {
    this.requests.inc({ method, route, status });
    this.requestSeconds.observe({ method, route }, seconds);
  }

  /**
   * @param status a Win32 number; `http-412` for a stale If-Match; `unavailable`
   */
  countCommand(type: string, status: string): void {
    this.commands.inc({ type, status });
  }

  committed({ appends, events, seconds, waitedSeconds }: Commit): void {
    this.commitSeconds.observe(seconds);
    this.appendSeconds.observe(waitedSeconds);
    this.commitAppends.observe(appends);
    this.events.inc(events);
    this.appendedEvents += events;
  }

  /** Counts an append to a log that other processes write too. */
  appendedTo({ events, seconds }: Readonly<{ events: number; seconds: number }>): void {
    this.appendSeconds.observe(seconds);
    this.events.inc(events);
  }

  folded({ event, metadata }: Recorded): void {
    if (CAPTURES.has(event.type))
      this.captures.inc({ reason: (event.data as { reason: string }).reason });
    if (RESTORES.has(event.type)) this.restores.inc({ rule: metadata.rule ?? 'none' });
    if (RESTORE_FAILURES.has(event.type))
      this.restoreFailures.inc({ cause: (event.data as { cause?: string }).cause ?? 'unknown' });
    if (event.type === 'RuleViolated')
      this.violations.inc({ rule: (event.data as { rule: string }).rule });
  }

  /** Takes the number of pairs in each state of drift. */
  drifted(counts: DriftCounts): void {
    for (const [state, count] of Object.entries(counts)) this.driftPairs.set({ state }, count);
  }

  lost(rule: string): void {
    this.lostWrites.inc({ rule });
  }

  defect(): void {
    this.defects.inc();
  }
}
