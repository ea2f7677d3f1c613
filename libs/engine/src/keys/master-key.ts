import {
  streamName,
  type ClusterState,
  type KeyId,
  type OpenResource,
  type PresentNode,
} from '#domain';
import { NO_STREAM, RevisionConflict, uuidV5, type EventStore, type Recorded } from '#event-store';
import { PROCESSES_ACTOR, sealedIn } from '#processes';

import { ExportSigner } from './export-signer.js';
import { type Vault, VaultError } from './vault.js';

/** The parts that the check of the master key needs at a start. */
export type MasterKeyParts = Readonly<{
  vault: Vault;
  store: EventStore;
  clusterState: ClusterState;
  cluster: string;
  settings: Readonly<{ masterKeyIsLost: boolean }>;
  warn: (reason: string) => void;
}>;

/** Sealed material, and the name by which an operator knows it. */
type Sealed = Readonly<{ name: string; key: KeyId; fingerprint: string }>;

/** The most things that the warning about lost material names. */
const MAX_NAMED = 20;
/** The event that records the master key of a log. Its stream is never erased. */
const NOTED_EVENT = 'MasterKeyNoted';

/** All sealed material that the state refers to; for a checkpoint, its last capture. */
export const sealedThings = (clusterState: ClusterState): readonly Sealed[] => {
  const { cluster } = clusterState;
  if (cluster.status === 'absent') return [];
  return [
    ...[...cluster.nodes].flatMap(([id, { name }]) =>
      containersOf(clusterState.presentNode(id), name),
    ),
    ...[...cluster.resources].flatMap(([id, { name }]) =>
      capturesOf(clusterState.openResource(id), name),
    ),
  ];
};

const containersOf = (node: PresentNode | undefined, of: string): readonly Sealed[] =>
  node === undefined
    ? []
    : [...node.containers.values()].map(({ type, provider, name, key, fingerprint }) => {
        const path = `${type}\\${provider}\\${name}`;
        return { name: `key container ${path} of node ${of}`, key, fingerprint };
      });

const capturesOf = (resource: OpenResource | undefined, of: string): readonly Sealed[] =>
  resource === undefined
    ? []
    : [...resource.crypto.values()].flatMap(({ name, keys, fingerprint }) => {
        const key = keys.at(-1) ?? null;
        return key === null
          ? []
          : [{ name: `crypto checkpoint ${name} of resource ${of}`, key, fingerprint }];
      });

/** True if a log holds material that only its master key opens. */
export const hasSealed = (clusterState: ClusterState): boolean =>
  sealedThings(clusterState).length > 0 || hasEarlierKeys(clusterState);

/** True if the master key of a log must not change: it seals material, or exports were signed. */
export const isKeyInUse = (clusterState: ClusterState): boolean =>
  hasSealed(clusterState) || exportKeyOf(clusterState) !== undefined;

/** The fingerprint of the key that exports were signed with; undefined before the first export. */
const exportKeyOf = ({ cluster }: ClusterState): string | undefined =>
  cluster.status === 'absent' ? undefined : cluster.exportKey;

/** The last capture may be of an absent container; earlier captures still hold keys. */
const hasEarlierKeys = (clusterState: ClusterState): boolean => {
  const { cluster } = clusterState;
  if (cluster.status === 'absent') return false;
  return [...cluster.resources.keys()].some((id) => {
    const resource = clusterState.openResource(id);
    if (resource === undefined) return false;
    return [...resource.crypto.values()].some(({ keys }) => keys.some((key) => key !== null));
  });
};

/**
 * Compares the master key with the one that the log is sealed with, and that exports are signed with.
 * If the log does not record its key, the sealed material and the last export are tried. If the operator gives up the old key, the lost material is
 * named and the log records the new key.
 *
 * @throws VaultError if the key is in use, and is missing or another one
 */
export const requireMasterKey = async (parts: MasterKeyParts): Promise<void> => {
  const { vault, clusterState, settings } = parts;
  const noted = await notedIn(parts);
  const wanted = fingerprintIn(noted);
  if (vault.fingerprint !== undefined && vault.fingerprint === wanted) return;
  if (isKeyInUse(clusterState) && !(await opensWithout(parts, wanted))) {
    if (!settings.masterKeyIsLost) throw wrongKey(parts, wanted);
    vault.make();
    await nameLost(parts);
  }
  if (vault.fingerprint !== undefined) await note(parts, noted);
};

const wrongKey = (
  { vault: { file, fingerprint }, clusterState }: Pick<MasterKeyParts, 'vault' | 'clusterState'>,
  wanted: string | undefined,
): VaultError => {
  const [use, loss] = hasSealed(clusterState)
    ? ['the log is sealed', 'without the sealed keys']
    : ['its exports are signed', 'with another key'];
  const which = wanted === undefined ? '' : ` with fingerprint ${wanted}`;
  const what =
    fingerprint === undefined
      ? `${file} is missing, and ${use} with a key${which}`
      : `${file} has the key with fingerprint ${fingerprint}, and ${use} with another one${which}`;
  return new VaultError(
    `TIDEMARK_MASTER_KEY_FILE: ${what}: put that key there, or set TIDEMARK_MASTER_KEY_LOST=yes to go on ${loss}`,
  );
};

/** True if the key of a log that records no master key is the one in use. */
const opensWithout = async (
  parts: MasterKeyParts,
  wanted: string | undefined,
): Promise<boolean> => {
  const { vault, clusterState } = parts;
  if (wanted !== undefined || vault.fingerprint === undefined) return false;
  if (new ExportSigner(vault).key.fingerprint === exportKeyOf(clusterState)) return true;
  for (const sealed of sealedThings(clusterState)) if (await opens(parts, sealed)) return true;
  return false;
};

const opens = async (
  { vault, store, cluster }: MasterKeyParts,
  { key, fingerprint }: Sealed,
): Promise<boolean> => {
  const text = await sealedIn(store, streamName(cluster, 'key', key));
  try {
    if (text !== undefined) vault.open(text, fingerprint);
    return text !== undefined;
  } catch (error) {
    if (error instanceof VaultError) return false;
    throw error;
  }
};

const nameLost = async (parts: MasterKeyParts): Promise<void> => {
  const names: string[] = [];
  for (const sealed of sealedThings(parts.clusterState))
    if (!(await opens(parts, sealed))) names.push(sealed.name);
  if (names.length === 0) {
    parts.warn('the master key was given up: exports are signed with another key from now on');
    return;
  }
  const more = names.length > MAX_NAMED ? `, and ${names.length - MAX_NAMED} more` : '';
  parts.warn(
    `the master key was given up; these can't be opened any more: ${names.slice(0, MAX_NAMED).join(', ')}${more}`,
  );
};

const streamOf = ({ cluster }: MasterKeyParts): string => streamName(cluster, 'key', 'master');

const notedIn = async (parts: MasterKeyParts): Promise<Recorded | undefined> => {
  const newest = { direction: 'backwards', limit: 1 } as const;
  for await (const event of parts.store.readStream(streamOf(parts), newest)) return event;
  return undefined;
};

const fingerprintIn = (noted: Recorded | undefined): string | undefined =>
  noted && (noted.event.data as { fingerprint: string }).fingerprint;

const note = async (parts: MasterKeyParts, noted: Recorded | undefined): Promise<void> => {
  const fingerprint = parts.vault.fingerprint ?? '';
  const revision = noted?.revision ?? NO_STREAM;
  const stream = streamOf(parts);
  const id = uuidV5(uuidV5(STREAM_SPACE, stream), `${String(revision)} ${fingerprint}`);
  const metadata = {
    actor: PROCESSES_ACTOR,
    authentication: 'none',
    command: { id, type: 'NoteMasterKey' },
    operation: id,
    causation: id,
  } as const;
  try {
    await parts.store.append(
      stream,
      [{ id, type: NOTED_EVENT, data: { fingerprint }, metadata }],
      revision,
    );
  } catch (error) {
    if (!(error instanceof RevisionConflict)) throw error;
    // Another process recorded its key first. If that is another key, this process refuses to
    // start.
    const faster = fingerprintIn(await notedIn(parts));
    if (faster !== fingerprint) throw wrongKey(parts, faster);
  }
};

/** The URL namespace of RFC 9562. */
const STREAM_SPACE = '6ba7b811-9dad-11d1-80b4-00c04fd430c8';
