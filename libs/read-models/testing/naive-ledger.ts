import { type Recorded } from '#event-store';
import { foldName, hashKey, type RegistryChange } from '#registry';
import { applyToModel, findInModel, modelKey, type ModelKey } from '#testing/registry';

import { kindOf, namedIn } from './naive.js';
import { NaiveCluster } from './naive-cluster.js';
import { asTree, copyOf, placesOf, type Place } from './naive-places.js';

/** A row of the ledger as a plain fold of the definitions has it. */
export type NaiveRow = Readonly<{
  rule: string | null;
  node: string;
  resource: string;
  checkpoint: string;
  /** Folded. */
  key: string;
  name: string | null;
  lost: unknown;
  kept: unknown;
  written: number | null;
  overwritten: number;
  lostFrom: 'node' | 'capture';
  edits: number;
  victims: readonly string[];
  isDeliberate: boolean;
}>;

type Change = Readonly<{
  by: 'edit' | 'restore';
  position: number;
  revision: number;
  /** By resource: whether the node owned its group, and whether it was online. */
  then: ReadonlyMap<string, Readonly<{ owned: boolean; isOnline: (revision: number) => boolean }>>;
}>;

type Node = {
  model: ModelKey;
  staged: Map<string, RegistryChange[]>;
  containers: Map<string, { path: string; fingerprint: string }>;
  /** Every change of every place, oldest first. */
  changes: Map<string, Change[]>;
  /** The registry after each revision that changed it. */
  past: { revision: number; model: ModelKey }[];
};

type Capture = Readonly<{ number: number; model: ModelKey; way: Writer }>;
type Writer = (place: string) => number | null;

/** What secures edits for a checkpoint on a node. */
type Securing = Readonly<{ node: string; covers: (place: Place, edit: Change) => boolean }>;

type Lost = Readonly<{ place: Place; before: unknown; after: unknown; loss: Loss | undefined }>;
type Loss = Readonly<{
  rule: string | null;
  victims: readonly string[];
  edits: number;
  last: Change | null;
}>;

/** A log folded by the definitions of the ledger alone, one event after the other. */
export class NaiveLedger {
  readonly rows: NaiveRow[] = [];
  private readonly nodes = new Map<string, Node>();
  private readonly cluster = new NaiveCluster();
  private readonly securings = new Map<string, Securing[]>();
  private readonly captures = new Map<string, Capture[]>();
  /** The revision up to which the captures over one failed restore have its edits. */
  private readonly reached = new Map<string, number>();

  take(recorded: Recorded): void {
    const kind = kindOf(recorded.stream);
    const id = namedIn(recorded.stream);
    if (kind === 'node') this.takeNode(id, recorded);
    if (kind === 'resource') this.takeCapture(id, recorded);
    this.cluster.take(kind, id, recorded.event);
  }

  private takeNode(id: string, recorded: Recorded): void {
    const { type, data } = recorded.event as { type: string; data: Record<string, never> };
    if (type === 'NodeOpened')
      this.nodes.set(id, {
        ...{ model: modelKey(), staged: new Map(), containers: new Map(), changes: new Map() },
        past: [],
      });
    const node = this.nodes.get(id);
    if (node === undefined) return;
    if (type === 'RegistryChangesStaged')
      node.staged.set(data['set'] ?? '', [
        ...(node.staged.get(data['set'] ?? '') ?? []),
        ...changesIn(data),
      ]);
    if (type === 'RegistryChanged' || type === 'RegistryRestored')
      this.write({ id, node }, recorded, data);
    if (/^KeyContainer(Stored|Restored|Deleted)$/.test(type))
      this.writeContainer({ id, node }, recorded, data);
    if (type === 'RegistryRestored' || type === 'KeyContainerRestored')
      this.secure(data['checkpoint'] ?? '', {
        node: id,
        covers: (_, edit) => edit.revision <= Number(recorded.revision),
      });
  }

  private write(
    { id, node }: { id: string; node: Node },
    recorded: Recorded,
    data: Record<string, never>,
  ): void {
    const staged = data['staged'] as { set: string } | undefined;
    const before = placesOf(node.model);
    const list = [
      ...(staged === undefined ? [] : (node.staged.get(staged.set) ?? [])),
      ...changesIn(data),
    ];
    const earlier = copyOf(node.model);
    for (const change of list) applyToModel(node.model, change);
    const after = placesOf(node.model);
    node.past.push({ revision: Number(recorded.revision), model: copyOf(node.model) });
    const places = [...new Map([...before, ...after]).values()].filter(
      ({ id: place }) => before.get(place)?.state !== after.get(place)?.state,
    );
    if (recorded.event.type === 'RegistryRestored') {
      const lost = places.map((place): Lost => ({
        place,
        before: before.get(place.id)?.state,
        after: after.get(place.id)?.state,
        loss: this.lossOf(place, { id, node }, data),
      }));
      this.tell(lost, [earlier, node.model], {
        ...{ recorded, node: id, lostFrom: 'node', isDeliberate: data['deliberate'] === true },
        ...{ resource: data['resource'] ?? '', checkpoint: data['checkpoint'] ?? '' },
      });
    }
    const change = this.changeOf(id, recorded);
    for (const { id: place } of places)
      node.changes.set(place, [...(node.changes.get(place) ?? []), change]);
  }

  private changeOf(node: string, recorded: Recorded): Change {
    return {
      by: recorded.event.type.endsWith('Restored') ? 'restore' : 'edit',
      position: Number(recorded.position),
      revision: Number(recorded.revision),
      then: this.cluster.standing(node),
    };
  }

  /** By the definitions: (a) an edit that is not secured; (b) live data of another resource. */
  private lossOf(
    place: Place,
    { id, node }: { id: string; node: Node },
    data: Record<string, unknown>,
  ): Loss | undefined {
    const [resource, checkpoint] = [String(data['resource']), String(data['checkpoint'])];
    const history = node.changes.get(place.id) ?? [];
    const unsecured: Change[] = [];
    for (const change of history.toReversed()) {
      if (change.by === 'restore' || this.isSecured(place, change, { node: id, checkpoint })) break;
      unsecured.push(change);
    }
    const victims = this.cluster.live(place, id, resource);
    const [last] = unsecured;
    const edits = unsecured.length;
    const latest = history.at(-1) ?? null;
    if (victims.length > 0) return { rule: 'R6', victims, edits, last: latest };
    const isDeliberate = data['deliberate'] === true;
    if (last === undefined)
      return isDeliberate ? { rule: null, victims, edits, last: latest } : undefined;
    const then = last.then.get(resource);
    const isR2 = then?.owned === true && !then.isOnline(last.revision);
    return { rule: isR2 ? 'R2' : 'R3', victims, edits, last };
  }

  private isSecured(
    place: Place,
    edit: Change,
    { node, checkpoint }: { node: string; checkpoint: string },
  ): boolean {
    const all = this.securings.get(checkpoint) ?? [];
    return all.some((one) => one.node === node && one.covers(place, edit));
  }

  private secure(checkpoint: string, securing: Securing): void {
    this.securings.set(checkpoint, [...(this.securings.get(checkpoint) ?? []), securing]);
  }

  private takeCapture(resource: string, recorded: Recorded): void {
    const { type, data } = recorded.event as { type: string; data: CapturedData };
    if (type === 'CryptoCheckpointCaptured') {
      this.tellDisplacedContainer(resource, recorded, data);
      this.secureWhole(data);
    }
    if (type !== 'RegistryCheckpointCaptured') return;
    const key = this.cluster.keyOf(data.checkpoint);
    const all = this.captures.get(data.checkpoint) ?? [];
    const { capture } = data.source;
    const based = all.find(({ number }) => number === capture);
    const content = capture === undefined ? this.modelAt(data.source) : based?.model;
    const model = restricted(content, key);
    for (const change of data.changes ?? []) applyToModel(model, change);
    const whole = this.writerAt(data.source);
    const over = data.overUnrestored && this.writerAt(data.overUnrestored);
    const way: Writer = (place) =>
      capture === undefined
        ? whole(place)
        : isIn(data.changes ?? [], place)
          ? (over?.(place) ?? null)
          : (based?.way(place) ?? null);
    this.captures.set(data.checkpoint, [...all, { number: data.number, model, way }]);
    this.tellDisplaced(resource, recorded, data);
    if (capture === undefined) this.secureWhole(data);
    else if (data.overUnrestored !== undefined) this.secureCarried(data, data.overUnrestored);
  }

  private secureWhole({ checkpoint, source: { node, nodeRevision } }: CapturedData): void {
    this.secure(checkpoint, {
      node: node ?? '',
      covers: (_, edit) => edit.revision <= nodeRevision,
    });
  }

  private secureCarried(
    { checkpoint, changes = [] }: CapturedData,
    { node, nodeRevision, restoreFailed }: Over,
  ): void {
    this.reached.set(restoreFailed, Math.max(nodeRevision, this.reached.get(restoreFailed) ?? -1));
    this.secure(checkpoint, {
      node,
      covers: (place, edit) =>
        edit.revision <= (this.reached.get(restoreFailed) ?? -1) &&
        changes.some((change) => isCarried(place, change)),
    });
  }

  /** Another resource's restore of the same key, or a recapture, displaces the stored copy. */
  private tellDisplaced(resource: string, recorded: Recorded, data: CapturedData): void {
    const { checkpoint, reason, number, source, clobberedBy } = data;
    const [before, after] = [number - 1, number].map((wanted) =>
      this.captures.get(checkpoint)?.find((one) => one.number === wanted),
    );
    const isDeliberate = reason === 'recaptured';
    const isClobbered = reason === 'clobbered' && this.cluster.isUnrestored(checkpoint);
    if (before === undefined || after === undefined || source.node === undefined) return;
    if (!isDeliberate && !isClobbered) return;
    const key = foldName(this.cluster.keyOf(checkpoint));
    const [old, now] = [placesOf(before.model), placesOf(after.model)];
    const lost = [...new Map([...old, ...now]).values()]
      .filter((place) => place.key === key || place.key.startsWith(`${key}\\`))
      .filter(({ id }) => old.get(id)?.state !== now.get(id)?.state)
      .filter(({ id }) => isDeliberate || old.has(id))
      .map((place): Lost => {
        const position = before.way(place.id);
        const last = position === null ? null : ({ by: 'edit', position } as Change);
        const victims = isDeliberate ? [] : [checkpoint];
        const loss = { rule: isDeliberate ? null : 'R6', victims, edits: 0, last };
        return {
          place,
          before: old.get(place.id)?.state,
          after: now.get(place.id)?.state,
          loss,
        };
      });
    this.tell(lost, [before.model, after.model], {
      ...{ recorded, node: source.node, lostFrom: 'capture', isDeliberate },
      resource: clobberedBy?.resource ?? resource,
      checkpoint: clobberedBy?.checkpoint ?? checkpoint,
    });
  }

  private tellDisplacedContainer(
    resource: string,
    recorded: Recorded,
    { checkpoint, number, source, fingerprint, reason, overUnrestored }: CapturedData,
  ): void {
    const before = this.cluster.lastContainer(checkpoint);
    this.cluster.containerCaptured(checkpoint, { fingerprint, overUnrestored, number });
    if (before === undefined || before.fingerprint === fingerprint) return;
    const isDeliberate = reason === 'recaptured';
    const isNew = before.overUnrestored?.restoreFailed !== overUnrestored?.restoreFailed;
    if (!isDeliberate && (overUnrestored === undefined || !isNew)) return;
    const node = source.node ?? '';
    const path = this.nodes.get(node)?.containers.get(this.cluster.containerOf(checkpoint))?.path;
    this.rows.push({
      ...{ rule: isDeliberate ? null : 'R3', node, resource, checkpoint },
      ...{ key: foldName(path ?? ''), name: null, written: null },
      ...{ lost: { fingerprint: before.fingerprint }, kept: { fingerprint } },
      ...{ overwritten: Number(recorded.position), lostFrom: 'capture', edits: 0, victims: [] },
      isDeliberate,
    });
  }

  private writeContainer(
    { id, node }: { id: string; node: Node },
    recorded: Recorded,
    data: Record<string, never>,
  ): void {
    const { type } = recorded.event;
    const old = [...node.containers.entries()].find(([, one]) =>
      type === 'KeyContainerDeleted'
        ? one.fingerprint === data['fingerprint'] && one.path !== ''
        : one.path === pathOf(data),
    );
    const key = old?.[0] ?? nameOf(data);
    const [before, after] = [
      node.containers.get(key)?.fingerprint,
      type === 'KeyContainerDeleted' ? undefined : data['fingerprint'],
    ];
    const path = old?.[1].path ?? pathOf(data);
    if (after === undefined) node.containers.delete(key);
    else node.containers.set(key, { path, fingerprint: after });
    if (before === after) return;
    const place: Place = { id: `container ${key}`, kind: 'container', key, name: null, state: '' };
    if (type === 'KeyContainerRestored')
      this.tellContainer({ place, path, before, after }, { id, node }, recorded);
    node.changes.set(place.id, [
      ...(node.changes.get(place.id) ?? []),
      this.changeOf(id, recorded),
    ]);
  }

  private tellContainer(
    {
      place,
      path,
      before,
      after,
    }: Readonly<{
      place: Place;
      path: string;
      before: string | undefined;
      after: string | undefined;
    }>,
    at: { id: string; node: Node },
    recorded: Recorded,
  ): void {
    const data = recorded.event.data as Record<string, string>;
    const loss = this.lossOf(place, at, data);
    if (loss === undefined) return;
    const fingerprint = (one: string | undefined): object | null =>
      one === undefined ? null : { fingerprint: one };
    this.rows.push({
      ...{ rule: loss.rule, node: at.id, key: foldName(path), name: null },
      ...{ resource: data['resource'] ?? '', checkpoint: data['checkpoint'] ?? '' },
      ...{ lost: fingerprint(before), kept: fingerprint(after) },
      ...{ written: loss.last?.position ?? null, overwritten: Number(recorded.position) },
      ...{ lostFrom: 'node', edits: loss.edits, victims: loss.victims },
      isDeliberate: false,
    });
  }

  private modelAt({ node, nodeRevision }: CapturedData['source']): ModelKey {
    const past = this.nodes.get(node ?? '')?.past ?? [];
    return past.findLast(({ revision }) => revision <= nodeRevision)?.model ?? modelKey();
  }

  private writerAt({
    node,
    nodeRevision,
  }: Pick<CapturedData['source'], 'node' | 'nodeRevision'>): Writer {
    return (place) =>
      (this.nodes.get(node ?? '')?.changes.get(place) ?? []).findLast(
        ({ revision }) => revision <= nodeRevision,
      )?.position ?? null;
  }

  /** Whole subtrees are one row, by their topmost keys; all else is told place by place. */
  private tell(
    lost: readonly Lost[],
    [before, after]: readonly [ModelKey, ModelKey],
    about: Pick<NaiveRow, 'node' | 'resource' | 'checkpoint' | 'lostFrom' | 'isDeliberate'> & {
      recorded: Recorded;
    },
  ): void {
    const { recorded, ...rest } = about;
    const told = new Set<Lost>();
    const row = (places: readonly Lost[], name: string | null, side: unknown): void => {
      const [top] = places;
      if (top?.loss === undefined) return;
      for (const one of places) told.add(one);
      const isGone = top.before !== undefined;
      const { rule, victims } = top.loss;
      const all = places.flatMap(({ loss }) => loss?.last ?? []);
      const edits = all.filter(({ by }) => by === 'edit');
      const positions = (edits.length > 0 ? edits : all).map(({ position }) => position);
      this.rows.push({
        ...{ ...rest, rule, victims, key: top.place.key, name },
        lost: name === null ? (isGone ? side : null) : valueOf(top.before),
        kept: name === null ? (isGone ? null : side) : valueOf(top.after),
        written: positions.length === 0 ? null : Math.max(...positions),
        overwritten: Number(recorded.position),
        edits: places.reduce((sum, { loss }) => sum + (loss?.edits ?? 0), 0),
      });
    };
    const keys = lost
      .filter(({ place }) => place.kind === 'key')
      .sort((a, b) => a.place.key.length - b.place.key.length);
    for (const top of keys) {
      if (told.has(top)) continue;
      const { key } = top.place;
      const inside = lost.filter(
        ({ place }) => place.key === key || place.key.startsWith(`${key}\\`),
      );
      const isUniform = inside.every(({ loss }) => signature(loss) === signature(top.loss));
      if (top.loss === undefined || !isUniform) continue;
      const model = findInModel(top.before === undefined ? after : before, key);
      const count = inside.filter(({ place }) => place.kind === 'key').length;
      const hash = hashKey(model && asTree(model));
      row([top, ...inside.filter((one) => one !== top)], null, {
        ...{ keys: count, values: inside.length - count, hash },
      });
    }
    for (const one of lost)
      if (!told.has(one) && one.loss !== undefined)
        row([one], one.place.name, { keys: 1, values: 0, hash: hashKey(asTree(modelKey())) });
  }
}

type Over = Readonly<{ restoreFailed: string; node: string; nodeRevision: number }>;

type CapturedData = Readonly<{
  checkpoint: string;
  number: number;
  reason: string;
  source: Readonly<{ node?: string; nodeRevision: number; capture?: number }>;
  changes?: readonly RegistryChange[];
  overUnrestored?: Over;
  clobberedBy?: Readonly<{ resource: string; checkpoint: string }>;
  fingerprint: string;
}>;

const signature = (loss: Loss | undefined): string =>
  loss === undefined ? '' : `${String(loss.rule)} ${loss.victims.join()}`;

const valueOf = (state: unknown): unknown =>
  state === undefined ? null : { value: JSON.parse(String(state)) as unknown };

const isBelow = (key: string, above: string): boolean =>
  `${foldName(key)}\\`.startsWith(`${foldName(above)}\\`);

/** A deleted key carries all places in it; a made key those above it. */
const isCarried = ({ kind, key, name }: Place, change: RegistryChange): boolean => {
  if (change.op === 'delete-key') return isBelow(key, change.key);
  if (kind === 'key') return change.op !== 'delete-value' && isBelow(change.key, key);
  return (
    change.op !== 'create-key' &&
    foldName(change.key) === key &&
    foldName(change.name) === foldName(name ?? '')
  );
};

/** Whether changes put a place into a copy. */
const isIn = (changes: readonly RegistryChange[], id: string): boolean =>
  changes.some((change) => {
    if (change.op === 'set' && id === `value ${foldName(change.key)}\0${foldName(change.name)}`)
      return true;
    const isMade = change.op === 'set' || change.op === 'create-key';
    return isMade && id.startsWith('key ') && isBelow(change.key, id.slice(4));
  });

/** A registry with one key of another one, and nothing else. */
const restricted = (content: ModelKey | undefined, key: string): ModelKey => {
  const root = modelKey();
  const found = content && findInModel(content, key);
  if (found === undefined) return root;
  applyToModel(root, { op: 'create-key', key });
  const parts = key.split('\\');
  const parent = findInModel(root, parts.slice(0, -1).join('\\'));
  parent?.keys.set(foldName(parts.at(-1) ?? ''), copyOf(found));
  return root;
};

const changesIn = (data: Readonly<Record<string, unknown>>): readonly RegistryChange[] =>
  data['changes'] as readonly RegistryChange[];

const nameOf = (data: Record<string, never>): string =>
  foldName(`${String(data['provider'])}\\${String(data['name'])}`);
const pathOf = (data: Record<string, never>): string =>
  `${String(data['type'])}\\${String(data['provider'])}\\${String(data['name'])}`;
