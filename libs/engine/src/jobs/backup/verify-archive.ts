import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import {
  ArchiveDamaged,
  checkSeal,
  manifestFault,
  readArchive,
  type ArchivePart,
  type ArchiveManifest,
} from '#backups';
import { parseStream } from '#domain';
import { buildReads, readsBeside } from '#read-models';

import { JOB_FILES, type Fault, type TaskContext } from '../task-context.js';
import { checkRepeated } from '../verify/verify.js';
import { ArchiveLog } from './archive-log.js';
import { RefoldedBackup } from './refolded-backup.js';

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
    fault(faultOf(file, error));
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
    fault(faultOf(file, error));
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
  const told = (faults: Iterable<Fault>): void => {
    for (const one of faults) fault(one);
  };
  let refolded: RefoldedBackup | undefined;
  let manifest: ArchiveManifest | undefined;
  for await (const part of readArchive(file, length))
    if (part.type === 'manifest') {
      told(manifestFaults(part, refolded));
      manifest = part.manifest as ArchiveManifest;
    } else
      for (const recorded of part.records) {
        const { cluster = '' } = parseStream(recorded.stream) ?? {};
        refolded ??= new RefoldedBackup(cluster, masterKeyFile);
        told(refolded.take(recorded));
        await pause();
      }
  return { refolded, manifest };
};

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
  const [expected = '', found = ''] = [claims.events, events].map((is) => `${is.count} ${is.hash}`);
  if (expected !== found) yield { what: 'manifest', where, expected, found };
  if (refolded !== undefined) yield* refolded.compare(claims);
}

/** @throws an error that is no fault of the archive */
const faultOf = (file: string, error: unknown): Fault => {
  if (!(error instanceof ArchiveDamaged)) throw error;
  const { place, expected, found } = error;
  const { entry, line, byte } = place;
  const thing = [
    ...(entry === undefined ? [] : [entry]),
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(byte === undefined ? [] : [`byte ${byte}`]),
  ].join(', ');
  return { what: 'archive', where: { file, ...(thing !== '' && { thing }) }, expected, found };
};
