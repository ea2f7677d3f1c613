import { ArchiveDamaged, checkSeal, manifestIn, readArchive } from '#backups';
import { type Cut } from '#domain';

import { type TaskContext } from '../task-context.js';

/** Reads the cut of an archive, after its seal. @throws ArchiveDamaged; the error of the file system */
export const inspectArchive = async (
  { pause }: TaskContext,
  { file }: Readonly<{ file: string }>,
): Promise<Cut> => {
  const length = await checkSeal(file, pause);
  for await (const part of readArchive(file, length)) {
    await pause();
    if (part.type !== 'manifest') continue;
    return manifestIn(part.manifest).cut;
  }
  throw new ArchiveDamaged({}, 'a manifest', 'none');
};
