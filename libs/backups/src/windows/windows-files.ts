import { type ClusterView, type KeyId, type RegistryCheckpoint, type ResourceId } from '#domain';
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

/** The contents at a cut of the log. */
export type WindowsContent = Readonly<{
  view: ClusterView;
  /** The time of all keys of the hives: that of the cut. */
  takenAt: Date;
  /** The content of the newest capture; asked for when the pieces of its file are taken. */
  captured: (checkpoint: RegistryCheckpoint) => RegistryKey | undefined;
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
 * The files that BackupClusterDatabase would write but its empty last one, in their order: the stored
 * copies of each resource, and the cluster database. An absent key has no file, and so has a
 * container whose copy was erased.
 */
export function* windowsFiles(content: WindowsContent): Iterable<WindowsFile> {
  for (const resource of content.view.resourceIds()) {
    yield* keyFiles(content, resource);
    yield* containerFiles(content, resource);
  }
  const database = clusterDatabase(content.view);
  const hash = hashKey(database);
  yield hiveFile(databaseName(content.view), content, { hash, key: () => database });
}

function* keyFiles(content: WindowsContent, id: ResourceId): Iterable<WindowsFile> {
  const resource = content.view.openResource(id);
  if (resource === undefined) return;
  for (const { number, checkpoint } of numberedKeys(resource)) {
    if (checkpoint.hash !== ABSENT)
      yield hiveFile(`${id}/${number}.CPT`, content, {
        hash: checkpoint.hash,
        key: () => contentOf(content, checkpoint),
      });
  }
}

/** @throws Error for a content that is not that of the newest capture */
const contentOf = ({ captured }: WindowsContent, checkpoint: RegistryCheckpoint): RegistryKey => {
  const key = captured(checkpoint);
  if (key === undefined || hashKey(key) !== checkpoint.hash)
    throw new Error(`the content of checkpoint ${checkpoint.id} is not that of its capture`);
  return key;
};

const ABSENT = hashKey(undefined);

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
  { hash, key }: Readonly<{ hash: string; key: () => RegistryKey }>,
): WindowsFile => ({
  name,
  pieces: () => writeHive(sourceOf(key()), { recordedAt: takenAt, form: 'latest' }),
  faultOf: (bytes) => hiveFault(bytes, hash),
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
