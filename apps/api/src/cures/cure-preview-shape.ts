import { nameOf, type CuredPlace, type CurePreview, type RunningCluster } from '#application';
import { valueToJson } from '#registry';

import { type PreviewShape } from '../checkpoints/checkpoint-schemas.js';
import { type Of } from '../http/schema/schema.js';
import { Writers } from '../registry/writers.js';
import { type REGISTRY_VALUE, type Writing, type WRITTEN_SIDE } from '../registry/value-schemas.js';

/** The JSON of the preview of a cure. */
export const curePreviewShape = (cluster: RunningCluster, preview: CurePreview): PreviewShape => {
  const { summary, hazards, untouched, expect, changes, keys } = preview;
  const rows = summary.added + summary.removed + summary.changed;
  const writers = new Writers(cluster.reads, cluster.state);
  const items = changes.map((place) => shown(writers, place));
  const more = rows > items.length;
  return {
    diff: { summary, items: items.map(diffItem), more },
    hazards,
    lostWrites: {
      ...{ rows, keys, values: rows - keys, more },
      items: items.map((item) => lostItem(cluster, item)),
    },
    untouched: untouched.map((one) => ({
      ...one,
      resource: nameOf(cluster.state, 'resources', one.resource) ?? one.resource,
    })),
    expect,
  };
};

type Side = Of<typeof REGISTRY_VALUE> | Readonly<{ fingerprint: string }> | null;

type Shown = Omit<CuredPlace, 'before' | 'after' | 'writtenAt' | 'keptAt'> &
  Readonly<{ before: Side; after: Side; left: Writing | null; right: Writing | null }>;

const shown = (writers: Writers, { writtenAt, keptAt, ...place }: CuredPlace): Shown => ({
  ...{ ...place, before: sideOf(place.before), after: sideOf(place.after) },
  ...{ left: writers.at(writtenAt), right: writers.at(keptAt) },
});

const sideOf = (side: CuredPlace['before']): Side =>
  side === null || 'fingerprint' in side ? side : valueToJson(side);

const diffItem = ({
  key,
  name,
  change,
  before,
  after,
  left,
  right,
  checkpoint,
}: Shown): PreviewShape['diff']['items'][number] => ({
  ...{ checkpoint: checkpoint ?? null, key, name, change },
  left: writtenSide(before, left),
  right: writtenSide(after, right),
});

const writtenSide = (value: Side, writtenAt: Writing | null): Of<typeof WRITTEN_SIDE> =>
  value === null || 'fingerprint' in value ? value : { value, writtenAt };

const lostItem = (
  { state }: RunningCluster,
  { node, resource, checkpoint, lostFrom, key, name, before, after, left }: Shown,
): PreviewShape['lostWrites']['items'][number] => ({
  node: nameOf(state, 'nodes', node) ?? node,
  resource: resource === undefined ? null : (nameOf(state, 'resources', resource) ?? resource),
  ...{
    checkpoint: checkpoint ?? null,
    lostFrom,
    key,
    name,
    lost: before,
    kept: after,
    writtenAt: left,
  },
});
