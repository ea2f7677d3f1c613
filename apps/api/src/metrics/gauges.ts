import { Gauge, type Registry } from 'prom-client';

import { type EngineSources } from '#engine';

type GaugeRow = readonly [name: string, help: string, value: () => number | boolean];

/** Registers a gauge for each of the engine's sources. A flag is 1 or 0. */
export const registerGauges = (registry: Registry, sources: EngineSources): void => {
  for (const [name, help, value] of rowsOf(sources))
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(Number(value()));
      },
    });
};

const rowsOf = (sources: EngineSources): readonly GaugeRow[] => [
  ...rowsOfLog(sources),
  ['tidemark_fold_stopped', 'Whether the fold no longer follows the log', sources.foldStopped],
  [
    'tidemark_read_model_stopped',
    'Whether the read model no longer follows the log',
    sources.readModelStopped,
  ],
  [
    'tidemark_read_model_lag_events',
    'Events in the fold that are not in the read model',
    sources.readModelLag,
  ],
  [
    'tidemark_unrestored_checkpoints',
    'Checkpoints whose resource is online without their restore',
    sources.unrestored,
  ],
  ['tidemark_parked_events', 'Events that a projection could not take', sources.parked],
  [
    'tidemark_backup_overdue',
    'Whether the schedule of backups has not given an archive that it should have',
    sources.isBackupOverdue,
  ],
  [
    'tidemark_last_archive_timestamp_seconds',
    'Time of the last backup with an archive, in seconds since 1970; 0 if there is none',
    () => Math.max(0, sources.lastArchiveAt() / 1000),
  ],
];

const rowsOfLog = ({ foldLag, shared }: EngineSources): readonly GaugeRow[] => [
  ...(foldLag === undefined
    ? []
    : [
        [
          'tidemark_fold_lag_events',
          'Events in the log that are not in the fold',
          foldLag,
        ] as const,
      ]),
  ...(shared === undefined
    ? []
    : [
        [
          'tidemark_log_age_seconds',
          'Time since the fold was known to have the whole log',
          shared.age,
        ] as const,
        [
          'tidemark_lease_held',
          'Whether this process holds the lease and runs the processes of the cluster',
          shared.isHeld,
        ] as const,
      ]),
];
