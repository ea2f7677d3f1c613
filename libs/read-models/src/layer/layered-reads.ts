import { Projection } from '../projection/projection.js';
import { type LayerOptions } from '../read-model-options.js';
import { ReadModels } from '../read-models.js';
import { type LayerDatabase } from './layer-database.js';
import { lazily } from './lazily.js';

/**
 * Reads a layer, and projects a log into it once a reader waits for that.
 *
 * @param reads read models of the file below, which have all events up to the layer
 */
export const layeredReads = (
  db: LayerDatabase,
  options: LayerOptions,
  reads: ReadModels,
): ReadModels =>
  ReadModels.over({ db, reads }, options, (listener) =>
    lazily(Projection.over(db, { ...options, ...listener, isShared: true })),
  );
