import { type Recorded } from '#event-store';
import { foldName, type RegistryChange } from '#registry';
import { applyToModel, modelKey, type ModelKey } from '#testing/registry';

import { NaiveCluster, type Standing } from './naive-cluster.js';
import { NaiveContainers, type ChangedContainer } from './naive-containers.js';
import { NaiveCopies, type Captured } from './naive-copies.js';
import { dataOf, kindOf, namedIn, type Data, type Source } from './naive-events.js';
import { copyOf, placesOf, type Place } from './naive-places.js';
import {
  commonOf,
  containerRow,
  rowsOf,
  type Last,
  type Loss,
  type Lost,
  type NaiveDetails,
  type NaiveRow,
  type ListedRow,
} from './naive-rows.js';
import { NaiveSecured } from './naive-secured.js';

type Change = Last &
  Readonly<{ revision: number; then: ReadonlyMap<string, Standing>; actor: string }>;

type Node = {
  model: ModelKey;
  staged: Map<string, RegistryChange[]>;
  containers: NaiveContainers;
  /** Every change of every place, oldest first. */
  changes: Map<string, Change[]>;
  /** The registry after each revision that changed it. */
  past: { revision: number; model: ModelKey }[];
};

type At = Readonly<{ id: string; node: Node }>;

/** A log folded by the definitions of the ledger alone, one event after the other. */
export class NaiveLedger {
  readonly rows: NaiveRow[] = [];
  readonly details = new Map<NaiveRow, NaiveDetails>();
  private readonly nodes = new Map<string, Node>();
  private readonly cluster = new NaiveCluster();
  private readonly secured = new NaiveSecured();
  private readonly copies = new NaiveCopies({
    modelAt: (node, revision) =>
      this.nodes.get(node)?.past.findLast((one) => one.revision <= revision)?.model ?? modelKey(),
    changeAt: (moment, place) => this.changeAt(moment, place),
  });

  take(recorded: Recorded): void {
    const [kind, id] = [kindOf(recorded.stream), namedIn(recorded.stream)];
    if (kind === 'node') this.takeNode(id, recorded);
    if (kind === 'resource') this.takeCapture(id, recorded);
    this.cluster.take(kind, id, { type: recorded.event.type, data: dataOf(recorded) });
  }

  private takeNode(id: string, recorded: Recorded): void {
    const { type } = recorded.event;
    if (type === 'NodeOpened') this.nodes.set(id, newNode());
    const node = this.nodes.get(id);
    if (node === undefined) return;
    if (type === 'RegistryChangesStaged') stage(node, dataOf(recorded));
    if (/^Registry(Changed|Restored)$/.test(type)) this.write({ id, node }, recorded);
    if (/^KeyContainer(Stored|Restored|AbsenceRestored|Deleted)$/.test(type))
      this.writeContainer({ id, node }, recorded);
    if (type.endsWith('Restored')) this.secured.restored(id, recorded);
  }

  private write({ id, node }: At, recorded: Recorded): void {
    const { staged, changes = [], ...data } = dataOf(recorded);
    const earlier = copyOf(node.model);
    const list = staged === undefined ? [] : (node.staged.get(staged.set) ?? []);
    for (const change of [...list, ...changes]) applyToModel(node.model, change);
    node.past.push({ revision: Number(recorded.revision), model: copyOf(node.model) });
    const [before, after] = [placesOf(earlier), placesOf(node.model)];
    const places = [...new Map([...after, ...before]).values()].filter(
      (place) => before.get(place.id)?.state !== after.get(place.id)?.state,
    );
    const lost = places.map((place): Lost => ({
      place,
      ...{ before: before.get(place.id)?.state, after: after.get(place.id)?.state },
      loss: this.lossOf(place, { id, node }, data),
    }));
    if (recorded.event.type === 'RegistryRestored')
      this.addRows(rowsOf(lost, [earlier, node.model], commonOf(recorded, id, data)));
    for (const place of places) this.note({ id, node }, place, recorded);
  }

  private note({ id, node }: At, place: Place, recorded: Recorded): void {
    const change: Change = {
      by: recorded.event.type.endsWith('Restored') ? 'restore' : 'edit',
      position: Number(recorded.position),
      revision: Number(recorded.revision),
      then: this.cluster.standings(id),
      actor: recorded.metadata.actor,
    };
    node.changes.set(place.id, [...(node.changes.get(place.id) ?? []), change]);
  }

  /** By the definitions: (a) an edit that is not secured; (b) live data of another resource. */
  private lossOf(
    place: Place,
    { id, node }: At,
    { resource, checkpoint, deliberate }: Data,
  ): Loss | undefined {
    const history = (node.changes.get(place.id) ?? []).toReversed();
    const end = history.findIndex(
      (change) =>
        change.by === 'restore' || this.secured.has(place, change, { checkpoint, node: id }),
    );
    const unsecured = end < 0 ? history : history.slice(0, end);
    const victims = this.cluster.live(place, id, resource);
    const common = { victims, edits: unsecured.length, last: history[0] };
    if (victims.length > 0) return { ...common, rule: 'R6' };
    const [edit] = unsecured;
    if (edit !== undefined) return { ...common, rule: ruleOf(edit, resource) };
    return deliberate === true ? { ...common, rule: null } : undefined;
  }

  private takeCapture(resource: string, recorded: Recorded): void {
    const { type } = recorded.event;
    if (!type.endsWith('CheckpointCaptured')) return;
    if (type.startsWith('Crypto')) this.captureContainer(resource, recorded);
    else this.captureKey(resource, recorded);
    this.secured.captured(dataOf(recorded));
  }

  private captureKey(resource: string, recorded: Recorded): void {
    const data = dataOf(recorded);
    const key = this.cluster.keyOf(data.checkpoint);
    const [before, after] = this.copies.captured(data, key);
    if (before === undefined || data.source?.node === undefined) return;
    const isClobbered = data.reason === 'clobbered' && this.cluster.isUnrestored(data.checkpoint);
    if (isClobbered || data.reason === 'recaptured')
      this.displace([before, after], recorded, { resource, key });
  }

  /** Another resource's restore of the same key, or a recapture, displaces the stored copy. */
  private displace(
    [before, after]: readonly [Captured, Captured],
    recorded: Recorded,
    { resource, key }: Readonly<{ resource: string; key: string }>,
  ): void {
    const { checkpoint = '', reason, source, clobberedBy } = dataOf(recorded);
    const deliberate = reason === 'recaptured';
    const victims = deliberate ? [] : [checkpoint];
    const [old, now] = [placesOf(before.model), placesOf(after.model)];
    const lost = [...new Map([...now, ...old]).values()]
      .filter((place) => `${place.key}\\`.startsWith(`${foldName(key)}\\`))
      .filter(({ id }) => old.get(id)?.state !== now.get(id)?.state)
      .filter(({ id }) => deliberate || old.has(id))
      .map((place): Lost => ({
        place,
        ...{ before: old.get(place.id)?.state, after: now.get(place.id)?.state },
        loss: { rule: deliberate ? null : 'R6', victims, edits: 0, last: before.last(place.id) },
      }));
    const about = { resource, checkpoint, ...clobberedBy, deliberate };
    const common = commonOf(recorded, source?.node ?? '', about);
    this.addRows(rowsOf(lost, [before.model, after.model], { ...common, lostFrom: 'capture' }));
  }

  private captureContainer(resource: string, recorded: Recorded): void {
    const data = dataOf(recorded);
    const before = this.copies.capturedContainer(data);
    if (before === undefined || before.fingerprint === data.fingerprint) return;
    const deliberate = data.reason === 'recaptured';
    const [lost, kept] = [keysIn(before), keysIn(data)];
    if (!deliberate && (lost === undefined || !isFirstOver(before, data))) return;
    const name = this.cluster.containerOf(data.checkpoint);
    const last = this.changeAt(before.source ?? {}, `container ${name}`);
    const loss = { rule: deliberate ? null : 'R3', victims: [], edits: 0, last };
    const sides = { before: lost, after: kept };
    this.addCopyRows({ ...sides, loss }, recorded, { ...data, resource, deliberate });
  }

  private addCopyRows(
    row: Pick<ChangedContainer, 'before' | 'after'> & Readonly<{ loss: Loss }>,
    recorded: Recorded,
    data: Data,
  ): void {
    const node = data.source?.node ?? '';
    const name = this.cluster.containerOf(data.checkpoint);
    const path = this.nodes.get(node)?.containers.pathOf(name) ?? '';
    const common = commonOf(recorded, node, data);
    this.addRows([containerRow({ ...row, path }, { ...common, lostFrom: 'capture' })]);
  }

  private changeAt({ node = '', nodeRevision = -1 }: Source, place: string): Last | undefined {
    const changes = this.nodes.get(node)?.changes.get(place) ?? [];
    return changes.findLast(({ revision }) => revision <= nodeRevision);
  }

  private writeContainer({ id, node }: At, recorded: Recorded): void {
    const data = dataOf(recorded);
    const changed = node.containers.take(recorded.event.type, data);
    if (changed === undefined) return;
    const isRestore = recorded.event.type.endsWith('Restored');
    const loss = isRestore ? this.lossOf(changed.place, { id, node }, data) : undefined;
    if (loss !== undefined)
      this.addRows([containerRow({ ...changed, loss }, commonOf(recorded, id, data))]);
    this.note({ id, node }, changed.place, recorded);
  }

  private addRows(rows: readonly ListedRow[]): void {
    for (const { row, details } of rows) {
      this.rows.push(row);
      this.details.set(row, details);
    }
  }
}

/** The fingerprint in a capture; undefined for an absent container. */
const keysIn = ({ fingerprint }: Data): string | undefined =>
  fingerprint === 'absent' ? undefined : fingerprint;

/** True for the first capture over a failed restore. */
const isFirstOver = (before: Data, { overUnrestored: over }: Data): boolean =>
  over !== undefined && before.overUnrestored?.restoreFailed !== over.restoreFailed;

const stage = ({ staged }: Node, { set = '', changes = [] }: Data): void => {
  staged.set(set, [...(staged.get(set) ?? []), ...changes]);
};

const newNode = (): Node => ({
  ...{ model: modelKey(), staged: new Map(), changes: new Map(), past: [] },
  containers: new NaiveContainers(),
});

const ruleOf = ({ then, revision }: Change, resource = ''): 'R2' | 'R3' => {
  const standing = then.get(resource);
  return standing?.owned === true && !standing.isOnline(revision) ? 'R2' : 'R3';
};
