import { Metrics } from '../metrics/metrics.js';
import { openEmbedded } from './embedded.js';
import { Engine } from './engine.js';
import { type EngineParts, type OpenedLog, type OpenHooks } from './engine-parts.js';
import { openEventStoreDb } from './eventstoredb.js';
import { type Settings } from './settings.js';

type Options = Pick<EngineParts, 'newId' | 'onDefect' | 'clock' | 'warn' | 'say' | 'catchUpMs'> &
  Readonly<{
    /** The module that the projection thread runs. */
    projection: URL;
    /** Milliseconds between two checks of the whole read model; a day without. */
    checkEveryMs?: number;
  }>;

/** The engine over the log and the read model in the data folder; it opens them when it starts. */
export const newEngine = (
  settings: Settings,
  { projection, checkEveryMs, ...others }: Options,
): Engine => {
  const metrics = new Metrics();
  const onDefect = (error: unknown): void => {
    others.onDefect(error, 'projection');
  };
  const parts = { metrics, projection, checkEveryMs, onDefect, warn: others.warn };
  const { eventStoreUrl: url } = settings;
  const open = (hooks: OpenHooks): Promise<OpenedLog> =>
    url === undefined
      ? openEmbedded(settings, parts)
      : openEventStoreDb({ ...settings, url }, parts, hooks);
  return new Engine({ settings, open, metrics, ...others });
};

/** The same, with the log open; it does not start. */
export const openEngine = async (settings: Settings, options: Options): Promise<Engine> => {
  const engine = newEngine(settings, options);
  await engine.open();
  return engine;
};
