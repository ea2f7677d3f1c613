import { TreeReader, TreeWriter, type RegistryKey, type TreeRecord } from '#registry';

import { type Node } from '../node/state.js';
import { type KeptTree } from './past/history.js';
import { type CaptureContent, type FrozenState } from './past/frozen-state.js';

/** Raise the number when the format, or the shape of any state, changes. */
export const STATE_ARCHIVE_VERSION = 15;

/** The number of tree records in one line. */
const BATCH = 1000;

type Section =
  | Exclude<keyof FrozenState, 'trees' | 'causes'>
  | keyof FrozenState['trees']
  | 'causes'
  | 'causesOfParts';
type Line = Readonly<{ trees: readonly TreeRecord[] } | { section: Section; items: unknown }>;

/** The JSON form of maps and sets. */
const pack = (_: string, value: unknown): unknown => {
  if (value instanceof Map) return { $map: [...(value as Map<unknown, unknown>)] };
  return value instanceof Set ? { $set: [...(value as Set<unknown>)] } : value;
};

const unpack = (_: string, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if ('$map' in value) return new Map(value.$map as [unknown, unknown][]);
  return '$set' in value ? new Set(value.$set as unknown[]) : value;
};

const text = (line: Line): string => JSON.stringify(line, pack);

/** Trees are most of an archive, and have neither maps nor sets. */
const TREES = '{"trees":';
const treeText = (trees: readonly TreeRecord[]): string => `${TREES}${JSON.stringify(trees)}}`;
const parse = (line: string): Line =>
  JSON.parse(line, line.startsWith(TREES) ? undefined : unpack) as Line;

/**
 * Writes a cluster state as lines of text, one at a time, so that other work can run in between. A
 * tree comes before the records that refer to it.
 */
export function* writeState(state: FrozenState): Iterable<string> {
  const trees = new TreeWriter();
  for (const key of keysOf(state)) yield* treeLines(trees.write(key));
  const refer = (key: RegistryKey | undefined): number => trees.reference(key);
  const { cluster, groups, resources, backups, revisions, openings, clobbers, unrestored, owed } =
    state;
  yield text({ section: 'cluster', items: cluster });
  yield* sectionLines('groups', groups);
  yield* sectionLines('resources', resources);
  yield* sectionLines('backups', backups);
  yield* sectionLines('revisions', revisions);
  yield* sectionLines('openings', openings);
  yield* sectionLines('clobbers', clobbers);
  yield* sectionLines('unrestored', unrestored);
  yield* sectionLines('owed', owed);
  yield* sectionLines('causes', state.causes.last);
  yield* sectionLines('causesOfParts', state.causes.parts);
  yield text({ section: 'denials', items: state.denials });
  yield text({ section: 'sealed', items: state.sealed });
  yield* sectionLines(
    'nodes',
    state.nodes.map(([id, node]) =>
      node.status === 'present' ? [id, { ...node, registry: refer(node.registry) }] : [id, node],
    ),
  );
  yield* sectionLines(
    'contents',
    state.contents.map(([id, { number, key }]) => [
      id,
      { number, key: key === 'unknown' ? key : refer(key) },
    ]),
  );
  yield* sectionLines(
    'closings',
    state.closings.map(([id, { key, hash }]) => [id, { key: refer(key), hash }]),
  );
  const kept = ({ tree, ...slot }: KeptTree): unknown => ({ ...slot, tree: refer(tree) });
  yield* sectionLines('quiet', state.trees.quiet.map(kept));
  yield* sectionLines('recent', state.trees.recent.map(kept));
}

function* keysOf({
  nodes,
  contents,
  closings,
  trees,
}: FrozenState): Iterable<RegistryKey | undefined> {
  for (const [, node] of nodes) if (node.status === 'present') yield node.registry;
  for (const [, { key }] of contents) if (key !== 'unknown') yield key;
  for (const [, { key }] of closings) yield key;
  for (const { tree } of trees.quiet) yield tree;
  for (const { tree } of trees.recent) yield tree;
}

function* treeLines(records: Iterable<TreeRecord>): Iterable<string> {
  let batch: TreeRecord[] = [];
  for (const record of records) {
    batch.push(record);
    if (batch.length < BATCH) continue;
    yield treeText(batch);
    batch = [];
  }
  if (batch.length > 0) yield treeText(batch);
}

function* sectionLines(section: Section, items: readonly unknown[]): Iterable<string> {
  for (let at = 0; at < items.length; at += BATCH)
    yield text({ section, items: items.slice(at, at + BATCH) });
}

/** Reads the lines of `writeState`. */
export class StateReader {
  private readonly trees = new TreeReader();
  private readonly sections: Partial<Record<Section, unknown>> = {};

  /** @throws Error for a line of another form */
  read(line: string): void {
    const parsed = parse(line);
    if ('trees' in parsed) {
      for (const record of parsed.trees) this.trees.read(record);
      return;
    }
    const { section, items } = parsed;
    const known = this.sections[section];
    this.sections[section] =
      Array.isArray(items) && Array.isArray(known)
        ? [...(known as unknown[]), ...(items as unknown[])]
        : items;
  }

  /** @throws Error if a record refers to a missing tree */
  state(): FrozenState {
    const key = (reference: unknown): RegistryKey | undefined =>
      this.trees.tree(reference as number);
    const tree = (reference: unknown): RegistryKey => {
      const found = key(reference);
      if (found === undefined) throw new Error('a registry is missing');
      return found;
    };
    const trees = (section: Section): readonly KeptTree[] =>
      list(section).map((kept: Omit<KeptTree, 'tree'> & { tree: unknown }) => ({
        ...kept,
        tree: tree(kept.tree),
      }));
    const list = (section: Section): readonly never[] => this.list(section);
    return {
      cluster: this.sections.cluster as FrozenState['cluster'],
      ...{ groups: list('groups'), resources: list('resources'), backups: list('backups') },
      revisions: list('revisions'),
      openings: list('openings'),
      clobbers: list('clobbers'),
      unrestored: list('unrestored'),
      owed: list('owed'),
      causes: { last: list('causes'), parts: list('causesOfParts') },
      denials: (this.sections.denials ?? { checkpoints: [], moves: [] }) as FrozenState['denials'],
      sealed: (this.sections.sealed ?? { lost: [], unclaimed: [] }) as FrozenState['sealed'],
      nodes: list('nodes').map(([id, node]: [never, Node]) =>
        node.status === 'present' ? [id, { ...node, registry: tree(node.registry) }] : [id, node],
      ),
      contents: list('contents').map(([id, content]: [never, CaptureContent]) => [
        id,
        { ...content, key: content.key === 'unknown' ? content.key : key(content.key) },
      ]),
      closings: list('closings').map(([id, closing]: [never, { key: unknown; hash: string }]) => [
        id,
        { ...closing, key: key(closing.key) },
      ]),
      trees: { quiet: trees('quiet'), recent: trees('recent') },
    };
  }
  private list(section: Section): readonly never[] {
    return (this.sections[section] ?? []) as readonly never[];
  }
}
