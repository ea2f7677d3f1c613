import { type FrozenState, type ResourceId } from '#domain';
import { plainText } from '#read-models';
import { hashKey } from '#registry';

/** A part of a state: its name, and its content as text, with hashes for registries. */
export type StatePart = readonly [name: string, text: string];

/**
 * A state as named texts: equal states have equal texts, whatever their trees share and in whatever
 * order their maps were filled.
 */
export function* describeState(state: FrozenState): Iterable<StatePart> {
  const { cluster, nodes, contents, closings, trees, causes, denials, sealed } = state;
  const { groups, resources, revisions, openings, clobbers, unrestored } = state;
  yield ['cluster', plainText(cluster)];
  for (const [id, node] of nodes)
    yield [
      `node ${id}`,
      plainText(node.status === 'present' ? { ...node, registry: hashKey(node.registry) } : node),
    ];
  const plain = { group: groups, resource: resources, revision: revisions, opening: openings };
  for (const [kind, items] of Object.entries({ ...plain, clobber: clobbers, unrestored }))
    for (const [id, item] of items) yield [`${kind} ${id}`, plainText(item)];
  yield* describeContents(contents, capturedHashes(resources));
  for (const [id, { key, hash }] of closings)
    yield [`closing of checkpoint ${id}`, `${hash} ${hashKey(key)}`];
  yield* keptTrees(trees);
  yield* Object.entries({ causes, denials, sealed }).map(
    ([name, item]) => [name, plainText(item)] as const,
  );
}

function* describeContents(
  contents: FrozenState['contents'],
  hashes: ReadonlyMap<string, string | null>,
): Iterable<StatePart> {
  for (const [id, { number, key }] of contents) {
    const hash = key === 'unknown' ? hashes.get(id) : hashKey(key);
    yield [`content of checkpoint ${id}`, `${number} ${String(hash)}`];
  }
}

/** The hash of each checkpoint's last capture, for contents that only the log has. */
const capturedHashes = (resources: FrozenState['resources']): ReadonlyMap<string, string> =>
  new Map(
    resources.flatMap(([, resource]: readonly [ResourceId, FrozenState['resources'][0][1]]) =>
      resource.status === 'open'
        ? [...resource.checkpoints].map(([id, { hash }]) => [id, hash] as const)
        : [],
    ),
  );

function* keptTrees({ quiet, recent }: FrozenState['trees']): Iterable<StatePart> {
  for (const { node, revision, tree, by } of [...quiet, ...recent])
    yield [`registry of node ${node} at revision ${revision}`, `${hashKey(tree)} ${plainText(by)}`];
}
