import { type RegistryAnswer, type RunningCluster } from '#application';
import { type Depth } from '#read-models';
import { renderRegFile } from '#registry';

import { type RegistryQuery } from './registry.bodies.js';
import { registryShape, registryText } from './registry-shapes.js';
import { toFile, toStream } from './registry-streams.js';
import { Writers } from './writers.js';

/** The depth that a query asks for. */
export const depthOf = ({ depth }: Pick<RegistryQuery, 'depth'>): Depth =>
  depth === 'all' ? 'all' : Number(depth);

/** A key of a registry as JSON, as a stream of JSON, or as a `.reg` file. */
export const registryAnswer = (
  { reads }: RunningCluster,
  { moment, found, node, key, view, depth }: RegistryAnswer,
  { isFile }: Readonly<{ isFile: boolean }>,
): object => {
  if (isFile) return toFile(renderRegFile(found?.key, { key, replace: false }));
  const asked = { node, key, view, depth };
  const writers = new Writers(reads, moment);
  return depth === 'all'
    ? toStream(registryText(writers, found, asked), 'application/json; charset=utf-8')
    : registryShape(writers, found, asked);
};
