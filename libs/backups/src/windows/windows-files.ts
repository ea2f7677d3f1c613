import { type CheckpointId, type ClusterView, type KeyId, type ResourceId } from '#domain';
import {
  hashKey,
  HiveReader,
  HiveError,
  sourceOf,
  treeOfHive,
  writeHive,
  type RegistryKey,
} from '#registry';

import { clusterDatabase } from './cluster-database.js';
import { containerFile, copyOf, type SealedCopy } from './container-file.js';
import { numberedContainers, numberedKeys } from './numbered.js';

/** The name of the last file: the folder is complete. */
const MARKER = 'Clusbackup.dat';

/** The contents at a cut of the log. */
export type WindowsContent = Readonly<{
  view: ClusterView;
  /** The time of all keys of the hives: that of the cut. */
  takenAt: Date;
  /** The content of the newest capture; undefined for an absent key. */
  captured: (checkpoint: CheckpointId) => RegistryKey | undefined;
  /** A sealed copy; undefined if it was erased. */
  sealed: (key: KeyId) => SealedCopy | undefined;
}>;

/** A file of the folder, made when its pieces are taken. */
export type WindowsFile = Readonly<{
  /** Below the folder. */
  name: string;
  pieces: () => Iterable<Uint8Array>;
  /** The difference of these bytes from the file, in words; undefined if there is none. */
  faultOf: (bytes: Uint8Array) => string | undefined;
}>;

/**
 * The files that BackupClusterDatabase would write, in their order: the stored copies of each
 * resource, the cluster database, and the marker. An absent key has no file, and so has a container
 * whose copy was erased.
 */
export function* windowsFiles(content: WindowsContent): Iterable<WindowsFile> {
  for (const resource of content.view.resourceIds()) {
    yield* keyFiles(content, resource);
    yield* containerFiles(content, resource);
  }
  yield hiveFile(databaseName(content.view), content, clusterDatabase(content.view));
  yield bytesFile(MARKER, Buffer.alloc(0));
}

function* keyFiles(content: WindowsContent, id: ResourceId): Iterable<WindowsFile> {
  const resource = content.view.openResource(id);
  if (resource === undefined) return;
  for (const { number, checkpoint } of numberedKeys(resource)) {
    const key = content.captured(checkpoint.id);
    if (hashKey(key) !== checkpoint.hash)
      throw new Error(`the content of checkpoint ${checkpoint.id} is not that of its capture`);
    if (key !== undefined) yield hiveFile(`${id}/${number}.CPT`, content, key);
  }
}

function* containerFiles(content: WindowsContent, id: ResourceId): Iterable<WindowsFile> {
  const resource = content.view.openResource(id);
  if (resource === undefined) return;
  for (const { number, checkpoint } of numberedContainers(resource)) {
    const key = copyOf(checkpoint);
    const copy = key && content.sealed(key);
    if (key !== undefined && copy !== undefined)
      yield bytesFile(`${id}/${number}.CPR`, containerFile(checkpoint, key, copy));
  }
}

const HEX_DIGITS = 4;

/** The name of the cluster database's copy, which Windows makes up; here from its revision. */
const databaseName = (view: ClusterView): string => {
  const { cluster } = view;
  const revision = cluster.status === 'formed' ? view.revision('cluster', cluster.name) : 0;
  const digits = revision.toString(16).slice(-HEX_DIGITS).padStart(HEX_DIGITS, '0');
  return `chk${digits}.tmp`;
};

const hiveFile = (
  name: string,
  { takenAt }: Pick<WindowsContent, 'takenAt'>,
  key: RegistryKey,
): WindowsFile => ({
  name,
  pieces: () => writeHive(sourceOf(key), { recordedAt: takenAt, form: 'latest' }),
  faultOf: (bytes) => hiveFault(bytes, hashKey(key)),
});

/** A hive is compared by its content, so that another writer's is as good. */
const hiveFault = (bytes: Uint8Array, wanted: string): string | undefined => {
  try {
    const reader = new HiveReader(bytes, { maxValueBytes: bytes.length });
    const found = hashKey(treeOfHive(reader.parts()));
    return found === wanted ? undefined : `expected the hash ${wanted}, found ${found}`;
  } catch (error) {
    if (error instanceof HiveError) return `no hive: ${error.message}`;
    throw error;
  }
};

const bytesFile = (name: string, content: Buffer): WindowsFile => ({
  name,
  pieces: () => [content],
  faultOf: (bytes) =>
    content.equals(bytes)
      ? undefined
      : `expected ${content.length} certain bytes, found ${bytes.length} others`,
});
