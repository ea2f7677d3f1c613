import { statSync } from 'node:fs';

import { parseStream } from '#domain';
import { type EventStore } from '#event-store';

import { WrongSetting } from './wrong-setting.js';

/**
 * A file that is built anew when it is missing must not be a folder: Tidemark deletes no folder.
 *
 * @throws WrongSetting
 */
export const refuseFolder = (file: string): void => {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  throw new WrongSetting(`${file} is a folder; move it away, the file is built anew from the log`);
};

/**
 * The log of a data folder belongs to one cluster: that of its first event.
 *
 * @throws WrongSetting when the setting names another cluster
 */
export const requireCluster = async (
  store: Pick<EventStore, 'readLog'>,
  { file, cluster }: Readonly<{ file: string; cluster: string }>,
): Promise<void> => {
  for await (const { stream } of store.readLog({ limit: 1 })) {
    const found = parseStream(stream)?.cluster;
    if (found !== undefined && found !== cluster)
      throw new WrongSetting(
        `TIDEMARK_CLUSTER is ${cluster}, and ${file} is the log of the cluster ${found}: set its name, or another TIDEMARK_DATA`,
      );
  }
};
