import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import {
  ArchiveDamaged,
  checkSeal,
  eventsFault,
  hasWindows,
  manifestFault,
  readArchive,
  type ArchivePart,
  type ArchiveManifest,
} from '#backups';
import { parseStream } from '#domain';
import { reasonOf, type Recorded } from '#event-store';
import { buildReads, readsBeside } from '#read-models';

import { JOB_FILES, type Fault, type TaskContext } from '../task-context.js';
import { checkRepeated } from '../verify/verify.js';
import { ArchiveLog } from './archive-log.js';
import { RefoldedBackup } from './refolded-backup.js';
import { type WindowsCheck } from './windows-check.js';

/** An archive to verify. */
export type VerifyArchive = Readonly<{
  file: string;
  /** True if the file is removed afterwards. */
  isTemporary?: boolean;
}>;

/** An archive on its way through the check. */
type Checked = Readonly<{
  file: string;
  /** The bytes before the seal; undefined if the seal is wrong. */
  length: number | undefined;
  masterKeyFile: string | undefined;
  /** A new file, for the read model that some captures need. */
  scratch: string;
}>;

/** An archive without a fault. */
export type WholeArchive = Readonly<{
  /** The bytes before the seal. */
  length: number;
  manifest: ArchiveManifest;
}>;

/** The events of an archive, and its manifest, which may have faults. */
type Content = Readonly<{
  refolded: RefoldedBackup | undefined;
  manifest: ArchiveManifest | undefined;
}>;

type Parts = Pick<TaskContext, 'pause' | 'progress' | 'fault'>;

/** Verifies an archive that was uploaded, or that a server wrote. */
export const verifyArchive = async (
  context: TaskContext,
  { file, isTemporary = false }: VerifyArchive,
): Promise<void> => {
  const { data, masterKeyFile } = context.place;
  const scratch = join(data, `${JOB_FILES}${context.id}.db`);
  try {
    await verifyArchiveFile(context, {
      ...{ file, scratch },
      masterKeyFile: existsSync(masterKeyFile) ? masterKeyFile : undefined,
    });
  } finally {
    if (isTemporary) rmSync(file, { force: true });
  }
};

/** The seal, the content, the captures whose content only the events have. */
const PARTS = 3;

/**
 * Reads a whole archive, folds its events again, and compares every hash. Nothing is skipped. Sealed
 * keys are opened if there is a master key.
 *
 * @returns undefined if there was a fault
 */
export const verifyArchiveFile = async (
  context: Parts,
  asked: Omit<Checked, 'length'>,
): Promise<WholeArchive | undefined> => {
  const { pause, progress } = context;
  let faults = 0;
  const fault = (found: Fault): void => {
    faults += 1;
    context.fault(found);
  };
  const noting = { pause, progress, fault };
  const { file } = asked;
  progress(0, PARTS);
  let length: number | undefined;
  try {
    length = await checkSeal(file, pause);
  } catch (error) {
    fault(faultOf({ file, isSealed: true }, error));
  }
  progress(1, PARTS);
  let manifest: ArchiveManifest | undefined;
  try {
    const content = await checkContent(noting, { ...asked, length });
    manifest = content.manifest;
    progress(2, PARTS);
    const { refolded } = content;
    if (refolded !== undefined && refolded.repeated.length > 0)
      await checkOld(noting, { ...asked, length }, refolded);
  } catch (error) {
    fault(faultOf({ file, isSealed: length !== undefined }, error));
  }
  progress(PARTS, PARTS);
  return faults === 0 && length !== undefined && manifest !== undefined
    ? { length, manifest }
    : undefined;
};

const checkContent = async (
  { pause, fault }: Parts,
  { file, length, masterKeyFile }: Checked,
): Promise<Content> => {
  const content = new ContentCheck(masterKeyFile);
  for await (const part of readArchive(file, length)) {
    for (const one of content.take(part)) {
      if (one !== undefined) fault(one);
      await pause();
    }
  }
  for (const one of content.end()) fault(one);
  return content;
};

/** The parts of an archive, one after the other. */
class ContentCheck implements Content {
  refolded: RefoldedBackup | undefined;
  manifest: ArchiveManifest | undefined;
  private windows: WindowsCheck | undefined;

  constructor(private readonly masterKeyFile: string | undefined) {}

  /** The faults of the next part, and undefined after each step of the work. */
  *take(part: ArchivePart): Iterable<Fault | undefined> {
    switch (part.type) {
      case 'events':
        for (const recorded of part.records) {
          yield* this.takeEvent(recorded);
          yield undefined;
        }
        return;
      case 'manifest':
        yield* manifestFaults(part, this.refolded);
        this.manifest = part.manifest as ArchiveManifest;
        if (hasWindows(this.manifest)) this.windows = this.refolded?.windows(this.manifest);
        return;
      case 'windows':
        yield* this.windows?.take(part.name, part.content) ?? [];
        yield undefined;
    }
  }

  end(): Iterable<Fault> {
    return this.windows?.end() ?? [];
  }

  private takeEvent(recorded: Recorded): Iterable<Fault> {
    const { cluster = '' } = parseStream(recorded.stream) ?? {};
    this.refolded ??= new RefoldedBackup(cluster, this.masterKeyFile);
    return this.refolded.take(recorded);
  }
}

/** Checks the captures that repeat an older one, with a read model of the events. */
const checkOld = async (
  context: Parts,
  { file, length, scratch }: Checked,
  refolded: RefoldedBackup,
): Promise<void> => {
  const { cluster, last } = refolded;
  if (last === undefined) return;
  try {
    await buildReads({
      ...{ file: scratch, cluster, id: null, upTo: last },
      log: new ArchiveLog(file, length, Number(last)),
      advanced: () => undefined,
    });
    const made = readsBeside(scratch, { cluster });
    try {
      await checkRepeated(refolded, made, context);
    } finally {
      await made.close();
    }
  } finally {
    for (const end of ['', '-wal', '-shm']) rmSync(`${scratch}${end}`, { force: true });
  }
};

function* manifestFaults(
  { manifest, events }: Extract<ArchivePart, { type: 'manifest' }>,
  refolded: RefoldedBackup | undefined,
): Iterable<Fault> {
  const where = { thing: 'manifest.json' };
  const fault = manifestFault(manifest);
  if (fault !== undefined) {
    yield { what: 'manifest', where, ...fault };
    return;
  }
  const claims = manifest as ArchiveManifest;
  const ofEvents = eventsFault(claims, events);
  if (ofEvents !== undefined) yield { what: 'manifest', where, ...ofEvents };
  if (refolded !== undefined) yield* refolded.compare(claims);
}

/** @throws an error that is no fault of the archive */
const faultOf = (
  { file, isSealed }: Readonly<{ file: string; isSealed: boolean }>,
  error: unknown,
): Fault => {
  if (!(error instanceof ArchiveDamaged)) {
    if (isSealed || !isOfContent(error)) throw error;
    const expected = 'events that can be applied';
    return { what: 'archive', where: { file }, expected, found: reasonOf(error) };
  }
  const { place, expected, found } = error;
  const { entry, line, byte } = place;
  const thing = [
    ...(entry === undefined ? [] : [entry]),
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(byte === undefined ? [] : [`byte ${byte}`]),
  ].join(', ');
  return { what: 'archive', where: { file, ...(thing !== '' && { thing }) }, expected, found };
};

/** Behind a wrong seal, the content may be anything. */
const isOfContent = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof RangeError;
