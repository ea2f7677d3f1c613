import { Metrics } from '../metrics/metrics.js';
import { openEmbedded } from './embedded.js';
import { Engine, snapshotFile, type EngineParts } from './engine.js';
import { openEventStoreDb } from './eventstoredb.js';
import { type Settings } from './settings.js';
import { recall } from './snapshots.js';

type Options = Pick<EngineParts, 'newId' | 'onDefect' | 'clock' | 'warn' | 'say'> &
  Readonly<{
    /** The module that the projection thread runs. */
    projection: URL;
  }>;

/** Opens the log and the read model in the data folder, and the engine over them; it does not start. */
export const openEngine = async (
  settings: Settings,
  { projection, ...others }: Options,
): Promise<Engine> => {
  const { cluster, eventStoreUrl } = settings;
  const metrics = new Metrics();
  const onDefect = (error: unknown): void => {
    others.onDefect(error, 'projection');
  };
  const parts = { metrics, projection, onDefect, warn: others.warn };
  const opened =
    eventStoreUrl === undefined
      ? await openEmbedded(settings, parts)
      : await openEventStoreDb(settings, eventStoreUrl, parts);
  const place = { file: snapshotFile(settings), cluster, store: opened.store };
  const recalled = await recall(place, others.warn);
  return new Engine({ settings, ...opened, recalled, metrics, ...others });
};
