import {
  chunkChanges,
  fitsOneEvent,
  type DataOf,
  type NodeCommand,
  type NodeId,
  type OperationId,
} from '#domain';
import { stagedSet, type CommandEnvelope } from '#processes';
import { applyChanges, diffKeys, findKey, type RegistryChange } from '#registry';

import { type RegistryPart } from '../cure-part.js';

type RestoreOf = DataOf<NodeCommand, 'RestoreRegistries'>['restores'][number];

/**
 * The commands that restore several captures onto the node that owns them, outer keys first: all of
 * them, or none. Lists that are too long together are staged first.
 */
export function* restoreCommands(
  parts: readonly RegistryPart[],
  node: NodeId,
  operation: OperationId,
): Iterable<CommandEnvelope> {
  const [first] = parts;
  if (first === undefined) return;
  const to = { kind: 'node', id: node } as const;
  const restores: RestoreOf[] = [];
  let tree = first.target.on.registry;
  let listed: readonly RegistryChange[] = [];
  for (const { target, number: capture, content } of parts) {
    const { resource, group, epoch, checkpoint } = target;
    const { id, effectiveKey: key } = checkpoint;
    const changes = diffKeys(findKey(tree, key), content, key);
    tree = applyChanges(tree, changes);
    const data = { resource, checkpoint: id, capture, key, group, epoch, operation, content };
    const isShort = fitsOneEvent([...listed, ...changes]);
    if (isShort) listed = [...listed, ...changes];
    const set = `${operation}/${id}`;
    const pieces = isShort ? [] : chunkChanges(changes);
    for (const [index, piece] of pieces.entries())
      yield {
        ...to,
        command: { type: 'StageRegistryChanges', data: { set, index, changes: piece } },
      };
    const staged = isShort ? {} : { staged: stagedSet(set, pieces) };
    restores.push({ ...data, deliberate: true, ...staged });
  }
  yield { ...to, command: { type: 'RestoreRegistries', data: { restores } } };
}
