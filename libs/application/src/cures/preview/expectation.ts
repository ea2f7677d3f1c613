import { hash as digest } from 'node:crypto';

import { isUnrestored, type PresentNode } from '#domain';
import { toPosition, type Position } from '#event-store';
import { foldName } from '#registry';

import { liveHash, type CopyTarget } from '../../checkpoints/copy-target.js';
import { isCrypto } from '../../checkpoints/find-checkpoint.js';
import { RequestRefusal } from '../../refusals.js';
import { type RunningCluster } from '../../running-cluster.js';
import { inWords, isOnline } from '../cure-part.js';

/** A checkpoint that a cure changes, and the capture that it puts back. */
export type ExpectedPart = Readonly<{ target: CopyTarget; number: number }>;

/**
 * A hash of what a cure replaces: the live keys of running resources, and the stored copies of the
 * others. It changes when one of them does, or when one of the resources comes online or goes
 * offline.
 *
 * @param on the node as the cure is decided on
 */
export const expectedHash = (parts: readonly ExpectedPart[], on?: PresentNode): string =>
  digest('sha256', JSON.stringify(parts.map((part) => replacedBy(part, on))));

const replacedBy = ({ target, number }: ExpectedPart, on = target.on): readonly unknown[] => {
  const { checkpoint, state } = target;
  const { id, captures } = checkpoint;
  if (isOnline({ target }))
    return [id, number, isUnrestored(checkpoint, state), liveHash(on, checkpoint)];
  return [id, number, captures, isCrypto(checkpoint) ? checkpoint.fingerprint : checkpoint.hash];
};

/** A hash of live keys and of their stored copies. */
export const copiesHash = (targets: readonly CopyTarget[], on?: PresentNode): string =>
  digest(
    'sha256',
    JSON.stringify(
      targets.map(({ checkpoint, on: planned }) => [
        ...[checkpoint.id, liveHash(on ?? planned, checkpoint), checkpoint.captures],
        isCrypto(checkpoint) ? checkpoint.fingerprint : checkpoint.hash,
      ]),
    ),
  );

/** The `expect` of a request; `on` is the node as the command is decided on. */
type ExpectedCopies = Readonly<{
  expect: string | undefined;
  targets: readonly CopyTarget[];
  on: PresentNode | undefined;
}>;

/** The `expect` of a preview: the hash, and the position at which it was right. */
export const expectAt = (hash: string, position: Position | undefined): string =>
  `${hash}@${position ?? 0n}`;

/**
 * @throws RequestRefusal moved if the state has changed since the preview; it says what has
 */
export const requireUnmoved = (
  expect: string | undefined,
  actual: string,
  moved: (since: Position) => string | undefined,
): void => {
  if (expect === undefined) return;
  const [hash, at = ''] = expect.split('@');
  if (hash === actual) return;
  const since = /^\d{1,18}$/.test(at) ? toPosition(BigInt(at)) : undefined;
  const what = since === undefined ? undefined : moved(since);
  const detail = `${what ?? 'something has changed since the preview'}: request a new preview`;
  throw new RequestRefusal('moved', detail, [{ pointer: '/expect', detail }]);
};

/**
 * Refuses a command on stored copies and their live keys if one of them has changed since the preview.
 *
 * @throws RequestRefusal moved
 */
export const requireSameCopies = (
  cluster: RunningCluster,
  { expect, targets, on }: ExpectedCopies,
): void => {
  const parts = targets.map((target) => ({ target, number: target.checkpoint.captures }));
  requireUnmoved(expect, copiesHash(targets, on), movedSince(cluster, parts));
};

/** The first of the parts that has changed after a position, with the event that changed it. */
export const movedSince =
  (cluster: RunningCluster, parts: readonly ExpectedPart[]) =>
  (since: Position): string | undefined => {
    for (const part of parts) {
      const found = isOnline(part)
        ? liveMoved(cluster, part, since)
        : copyMoved(cluster, part, since);
      if (found !== undefined) return found;
    }
    return undefined;
  };

const liveMoved = (
  cluster: RunningCluster,
  { target }: ExpectedPart,
  since: Position,
): string | undefined => {
  const { checkpoint, node, on, resource } = target;
  if (isCrypto(checkpoint)) return undefined;
  const key = foldName(checkpoint.effectiveKey);
  const what = `the live key of ${inWords(cluster.state, resource, checkpoint)}`;
  return keyMoved(cluster, { node, key, since, what: `${what} on ${on.name}` });
};

/** The event after a position that changed a key of a node, in words. */
export const keyMoved = (
  { reads }: RunningCluster,
  {
    node,
    key,
    since,
    what,
  }: Readonly<{ node: string; key: string; since: Position; what: string }>,
): string | undefined => {
  const span = { after: Number(since), to: Number(reads.position) };
  for (const position of reads.events.touchedAt(node, key, span)) {
    const event = reads.events.at(position);
    if (event === undefined) continue;
    return `${what} was changed at position ${position} (event ${event.id}, by ${event.metadata.actor})`;
  }
  return undefined;
};

const copyMoved = (
  { reads, state }: RunningCluster,
  { target: { checkpoint, resource } }: ExpectedPart,
  since: Position,
): string | undefined => {
  const { id, captures } = checkpoint;
  const number = reads.captures.firstAfter(id, Number(since), captures);
  const captured = number > captures ? undefined : reads.captures.get(id, number, reads.position);
  if (captured === undefined) return undefined;
  const key = isCrypto(checkpoint) ? checkpoint.name : checkpoint.key;
  const what = `the stored copy of ${inWords(state, resource, { id, key })}`;
  return `${what} was changed at position ${captured.position} (capture ${number}, event ${captured.id})`;
};
