import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';

import { CommandMetrics, ExportSigning, HANDLERS, KeySealer, RunningCluster } from '#application';
import { Engine } from '#engine';

import { BatchController } from './batch/batch.controller.js';
import { AllCheckpointsController } from './checkpoints/all-checkpoints.controller.js';
import { DiffController } from './questions/diff.controller.js';
import { DriftController } from './drift/drift.controller.js';
import { DriftStreamController } from './drift/drift-stream.controller.js';
import { TimelineController } from './timeline/timeline.controller.js';
import { SearchController } from './search/search.controller.js';
import { PlacesController } from './questions/places.controller.js';
import { BlameController } from './questions/blame.controller.js';
import { CheckpointsController } from './checkpoints/checkpoints.controller.js';
import { ClusterController } from './cluster/cluster.controller.js';
import { KeyContainersController } from './crypto/key-containers.controller.js';
import { ResourceTypesController } from './control/resource-types.controller.js';
import { Defects } from './http/answer/defects.js';
import { VaultSealer } from './start/vault-sealer.js';
import { FoldGuard } from './start/fold-guard.js';
import { QueryGuard } from './http/request/query-fields.js';
import { COMMAND_CONTROLLERS } from './http/routes/command-table.js';
import { DryRuns } from './http/routes/dry-runs.js';
import { Commands } from './http/routes/commands.js';
import { GroupsController } from './groups/groups.controller.js';
import { HealthController } from './health/health.controller.js';
import { ExportsController } from './exports/exports.controller.js';
import { OpenExports } from './exports/open-exports.js';
import { EventStreamController } from './history/event-stream.controller.js';
import { HistoryController } from './history/history.controller.js';
import { OperationsController } from './operations/operations.controller.js';
import { LostWritesController } from './lost-writes/lost-writes.controller.js';
import { JobsController } from './jobs/jobs.controller.js';
import { Metrics } from './metrics/metrics.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { NodesController } from './nodes/nodes.controller.js';
import { AttentionController } from './overview/attention.controller.js';
import { OverviewController } from './overview/overview.controller.js';
import { ReadinessController } from './overview/readiness.controller.js';
import { RegistryController } from './registry/registry.controller.js';
import { HoldsController } from './nodes/holds.controller.js';
import { ResourcesController } from './resources/resources.controller.js';
import { BackupsController } from './backups/backups.controller.js';
import { ScheduleController } from './backups/schedule.controller.js';
import { TagsController } from './tags/tags.controller.js';
import { BisectController } from './bisect/bisect.controller.js';
import { WhatIfController } from './what-if/what-if.controller.js';
import { TrialThreads } from './what-if/trial-threads.js';
import { type StartTrials } from './what-if/trial-messages.js';
import { PastTrials } from './what-if/past-trials.js';
import { WhatIfs } from './what-if/what-ifs.js';
import { type Limits } from './wire/limits.js';

const CONTROLLERS = [
  ResourceTypesController,
  HealthController,
  MetricsController,
  BatchController,
  ClusterController,
  HoldsController,
  KeyContainersController,
  RegistryController,
  BlameController,
  TimelineController,
  SearchController,
  PlacesController,
  DiffController,
  DriftController,
  DriftStreamController,
  NodesController,
  GroupsController,
  AllCheckpointsController,
  CheckpointsController,
  ResourcesController,
  EventStreamController,
  ExportsController,
  HistoryController,
  OperationsController,
  LostWritesController,
  JobsController,
  ScheduleController,
  BackupsController,
  TagsController,
  OverviewController,
  AttentionController,
  ReadinessController,
  BisectController,
  WhatIfController,
];

type ModuleParts = Readonly<{
  engine: Engine;
  defects: Defects;
  metrics: Metrics;
  limits: Limits;
  startTrials: StartTrials | undefined;
}>;

/** The whole API over one engine. */
@Module({})
export class AppModule {
  static of({ engine, defects, metrics, limits, startTrials }: ModuleParts): DynamicModule {
    return {
      module: AppModule,
      imports: [CqrsModule.forRoot()],
      controllers: [...CONTROLLERS, ...COMMAND_CONTROLLERS],
      providers: [
        { provide: Engine, useValue: engine },
        { provide: RunningCluster, useValue: engine satisfies RunningCluster },
        { provide: CommandMetrics, useValue: metrics satisfies CommandMetrics },
        { provide: Defects, useValue: defects },
        { provide: Metrics, useValue: metrics },
        { provide: KeySealer, useValue: new VaultSealer(engine.vault) },
        { provide: ExportSigning, useValue: engine.exportSigner satisfies ExportSigning },
        { provide: OpenExports, useValue: new OpenExports(limits) },
        { provide: APP_GUARD, useClass: FoldGuard },
        { provide: APP_GUARD, useClass: QueryGuard },
        ...HANDLERS,
        Commands,
        { provide: TrialThreads, useValue: new TrialThreads(startTrials) },
        PastTrials,
        WhatIfs,
        { provide: DryRuns, useExisting: WhatIfs },
      ],
    };
  }
}
