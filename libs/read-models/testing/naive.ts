import { type Recorded } from '#event-store';
import { foldName, isWithin, type RegistryChange, type RegistryValue } from '#registry';
import { applyToModel, modelKey, type ModelKey } from '#testing/registry';

/** Who wrote a value last, and what stands there. */
export type Writer = Readonly<{
  key: string;
  name: string;
  value: RegistryValue;
  position: number;
  revision: number;
  restored: boolean;
}>;

export type NaiveLoss = Readonly<{
  rule: string;
  node: string;
  checkpoint: string;
  place: string;
  written: number;
  overwritten: number;
}>;

type Data = Readonly<Record<string, never>> & {
  changes?: readonly RegistryChange[];
  staged?: { set: string };
};

type NaiveNode = { model: ModelKey; writers: Map<string, Writer>; staged: Map<string, Data[]> };

/** A log folded as plainly as it can be, one event after the other. */
export class NaiveHistory {
  readonly nodes = new Map<string, NaiveNode>();
  readonly losses: NaiveLoss[] = [];
  /** Every version of a value, oldest first: where it is, and from when. */
  readonly versions: Readonly<{ node: string; place: string; since: number }>[] = [];
  private readonly online = new Map<string, string>();
  private readonly checkpoints = new Map<string, { resource: string; key: string }>();
  /** Up to which revision of a node a checkpoint knows its edits. */
  private readonly known = new Map<string, number>();

  take(recorded: Recorded): void {
    const [kind, id] = [kindOf(recorded.stream), idOf(recorded.stream)];
    if (kind === 'node') this.takeNode(id, recorded);
    if (kind === 'resource') this.takeResource(id, recorded.event);
  }

  private takeResource(resource: string, { type, data }: Recorded['event']): void {
    const text = data as Record<'node' | 'checkpoint' | 'effectiveKey', string>;
    if (type === 'ResourceOnline') this.online.set(resource, text.node);
    if (/^Resource(OfflinePending|Closed)$/.test(type)) this.online.delete(resource);
    if (type === 'RegistryCheckpointAdded')
      this.checkpoints.set(text.checkpoint, { resource, key: text.effectiveKey });
    if (type === 'RegistryCheckpointDeleted') this.checkpoints.delete(text.checkpoint);
    if (type === 'RegistryCheckpointCaptured') this.takeCapture(data as never);
  }

  private takeCapture(data: {
    checkpoint: string;
    source: { node: string; nodeRevision: number };
  }): void {
    this.know(data.checkpoint, data.source.node, data.source.nodeRevision);
  }

  private know(checkpoint: string, node: string, revision: number): void {
    const place = `${checkpoint}/${node}`;
    this.known.set(place, Math.max(revision, this.known.get(place) ?? -1));
  }

  private takeNode(id: string, recorded: Recorded): void {
    const { type } = recorded.event;
    const data = recorded.event.data as Data & { set: string };
    if (type === 'NodeOpened')
      this.nodes.set(id, { model: modelKey(), writers: new Map(), staged: new Map() });
    const node = this.nodes.get(id);
    if (node === undefined) return;
    if (type === 'RegistryChangesStaged')
      node.staged.set(data.set, [...(node.staged.get(data.set) ?? []), data]);
    if (type === 'RegistryChanged' || type === 'RegistryRestored')
      this.write({ id, node }, recorded, data);
  }

  private write(
    { id, node }: { id: string; node: NaiveNode },
    recorded: Recorded,
    data: Data,
  ): void {
    const before = new Map(node.writers);
    const parts = node.staged.get(data.staged?.set ?? '') ?? [];
    const changes = [...parts, data].flatMap((part) => part.changes ?? []);
    for (const change of changes) {
      applyToModel(node.model, change);
      note(node.writers, change, recorded);
    }
    for (const [place, writer] of node.writers)
      if (before.get(place) !== writer)
        this.versions.push({ node: id, place, since: Number(recorded.position) });
    if (recorded.event.type === 'RegistryRestored') this.lose({ id, node, before }, recorded);
  }

  private lose(
    { id, node, before }: { id: string; node: NaiveNode; before: ReadonlyMap<string, Writer> },
    recorded: Recorded,
  ): void {
    const data = recorded.event.data as Record<'resource' | 'checkpoint', string>;
    const { resource, checkpoint } = data;
    const known = this.known.get(`${checkpoint}/${id}`) ?? -1;
    const overwritten = Number(recorded.position);
    for (const [place, old] of before) {
      const isLive = this.isLive(old.key, id, resource);
      const isLost = isLive || (!old.restored && old.revision > known);
      if (node.writers.get(place) === old || !isLost) continue;
      const rule = isLive ? 'R6' : String(recorded.metadata.rule);
      const written = old.position;
      this.losses.push({ rule, node: id, checkpoint, place, written, overwritten });
    }
    this.know(checkpoint, id, Number(recorded.revision));
  }

  /** Whether a key is data of another resource that is online there. */
  private isLive(key: string, node: string, resource: string): boolean {
    return [...this.checkpoints.values()].some(
      (other) =>
        other.resource !== resource &&
        this.online.get(other.resource) === node &&
        isWithin(key, other.key),
    );
  }
}

const kindOf = (stream: string): string =>
  stream.slice(stream.indexOf('.') + 1, stream.indexOf('-'));
const idOf = (stream: string): string => stream.slice(stream.indexOf('-') + 1);
const same = (left: RegistryValue, right: RegistryValue): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

/** Where a value is. */
export const placeOf = (key: string, name: string): string => `${foldName(key)}\0${foldName(name)}`;

const note = (writers: Map<string, Writer>, change: RegistryChange, recorded: Recorded): void => {
  if (change.op === 'delete-value') writers.delete(placeOf(change.key, change.name));
  if (change.op === 'delete-key')
    for (const [place, { key }] of writers) if (isWithin(key, change.key)) writers.delete(place);
  if (change.op !== 'set') return;
  const { key, name, value } = change;
  const known = writers.get(placeOf(key, name));
  if (known !== undefined && same(known.value, value)) return;
  writers.set(placeOf(key, name), {
    key,
    name,
    value,
    position: Number(recorded.position),
    revision: Number(recorded.revision),
    restored: recorded.event.type === 'RegistryRestored',
  });
};
