import { openEmbedded } from '../log/embedded.js';
import { Engine } from '../engine.js';
import { type EngineParts, type OpenedLog, type OpenHooks } from '../engine-parts.js';
import { type EngineSettings } from '../engine-settings.js';
import { openEventStoreDb } from '../log/eventstoredb.js';
import { type StartProjection } from '../projection/projection-messages.js';

type Options = Omit<EngineParts, 'settings' | 'open'> &
  Readonly<{
    /** Starts the projection; by default, on a thread of its own. */
    startProjection?: StartProjection;
    /** Milliseconds between two checks of the whole read model; a day by default. */
    checkEveryMs?: number;
    patienceMs?: number;
  }>;

/**
 * Makes an engine over the log and the read model in the data folder. The engine opens them when it
 * starts.
 */
export const newEngine = (
  settings: EngineSettings,
  { startProjection, checkEveryMs, patienceMs, ...others }: Options,
): Engine => {
  const onDefect = (error: unknown): void => {
    others.onDefect(error, 'projection');
  };
  const { metrics, warn } = others;
  const parts = { metrics, startProjection, checkEveryMs, patienceMs, onDefect, warn };
  const { eventStoreUrl: url } = settings;
  const open = (hooks: OpenHooks): Promise<OpenedLog> =>
    url === undefined
      ? openEmbedded(settings, parts)
      : openEventStoreDb({ ...settings, url }, parts, hooks);
  return new Engine({ settings, open, ...others });
};

/** The same with the log open, but not started. */
export const openEngine = async (settings: EngineSettings, options: Options): Promise<Engine> => {
  const engine = newEngine(settings, options);
  await engine.open();
  return engine;
};
