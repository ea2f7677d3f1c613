import { ABSENT_CONTAINER, type ClusterView } from '#domain';
import { type Recorded } from '#event-store';

import { type Writing } from '../../places.js';
import { type ContainerChange, type ContainerRestore } from './containers.js';
import { type Sources } from '../judge.js';
import { liveContainers } from '../live-data.js';
import { writersOf, type LossRow } from '../losses/loss-rows.js';
import { type LostWriteTable } from '../losses/lost-write-table.js';
import { type Secured } from './secured.js';
import { type Standings } from '../standings.js';

type Restored = Readonly<{ clusterState: ClusterView; writing: Writing; change: ContainerChange }>;

/** The JSON for the side of a row about a key container; undefined for an absent container. */
export const fingerprintJson = (fingerprint: string | undefined): string | undefined =>
  fingerprint === undefined || fingerprint === ABSENT_CONTAINER
    ? undefined
    : JSON.stringify({ fingerprint });

/** Finds the key containers that restores have overwritten although their keys were needed. */
export class ContainerLosses {
  constructor(
    private readonly parts: Readonly<{
      secured: Secured;
      standings: Standings;
      table: LostWriteTable;
    }>,
  ) {}

  take(
    { id, metadata: { operation } }: Recorded,
    data: ContainerRestore['data'],
    { clusterState, writing, change }: Restored,
  ): void {
    const { resource, checkpoint, deliberate = false } = data;
    const { node, position } = writing;
    const victims = liveContainers(clusterState, { node, resource }, data);
    const row = containerRow({ resource, checkpoint, node, victims }, change, this.parts);
    if (victims.length === 0 && row.rule === null && !deliberate) return;
    const overwriting = { id, operation, position, node, resource, checkpoint };
    this.parts.table.add({ ...overwriting, isDeliberate: deliberate }, [row]);
  }
}

type Overwriting = Readonly<Record<'resource' | 'checkpoint' | 'node', string>> &
  Pick<LossRow, 'victims'>;

/** The row of a key container that a restore changes. Its rule is null if no rule calls it lost. */
export const containerRow = (
  { resource, checkpoint, node, victims }: Overwriting,
  { key, lost, kept, before }: ContainerChange,
  { secured, standings }: Pick<Sources, 'secured' | 'standings'>,
): LossRow => {
  const upTo = secured.of(checkpoint, node)({ folded: '', name: null });
  const kind = before.findIndex(({ restored, revision }) => restored || revision <= upTo);
  const edits = kind < 0 ? before.length : kind;
  const [last] = before;
  const isEdit = last !== undefined && edits > 0;
  const rule = isEdit ? standings.ruleOf(resource, { ...last, node }) : null;
  return {
    ...{ key, name: null, victims, edits, keys: 0, values: 0 },
    rule: victims.length > 0 ? 'R6' : rule,
    lost: fingerprintJson(lost),
    kept: fingerprintJson(kept),
    ...writersOf([last]),
  };
};
