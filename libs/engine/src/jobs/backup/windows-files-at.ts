import { windowsFiles, type WindowsContent, type WindowsFile } from '#backups';
import { type Position } from '#event-store';
import { type ReadModels } from '#read-models';

type Moment = Readonly<{ reads: ReadModels; upTo: Position; takenAt: Date }>;

/** The files of Windows at a position of the log. Each is read when its pieces are taken. */
export const windowsFilesAt = (
  { reads, upTo, takenAt }: Moment,
  sealed: WindowsContent['sealed'],
): Iterable<WindowsFile> =>
  windowsFiles({
    ...{ takenAt, sealed, view: reads.stateAt(upTo) },
    captured: ({ id: checkpoint, captures: number, effectiveKey }) =>
      reads.contents.of({ checkpoint, number }, effectiveKey, upTo),
  });
