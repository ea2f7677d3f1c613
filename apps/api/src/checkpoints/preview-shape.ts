import { nameOf, type Preview, type PreviewedChange, type RunningCluster } from '#application';
import { valueToJson } from '#registry';

import { Writers } from '../registry/writers.js';
import { type Of } from '../http/schema/schema.js';
import { type REGISTRY_VALUE, type Writing, type WRITTEN_SIDE } from '../registry/value-schemas.js';
import { type PreviewShape } from './checkpoint-schemas.js';

/** The JSON of the preview of a restore or a recapture. */
export const previewShape = (cluster: RunningCluster, preview: Preview): PreviewShape => {
  const { summary, hazards, expect, changes } = preview;
  const rows = summary.added + summary.removed + summary.changed;
  const writers = new Writers(cluster.reads, cluster.state);
  const items = changes.map((change) => shown(writers, preview, change));
  const more = rows > items.length;
  return {
    diff: { summary, items: items.map(diffItem), more },
    hazards,
    lostWrites: {
      ...{ rows, keys: preview.keys, values: rows - preview.keys, more },
      items: items.map((item) => lostItem(cluster, preview, item)),
    },
    expect,
  };
};

type Side = Of<typeof REGISTRY_VALUE> | Readonly<{ fingerprint: string }> | null;

type Shown = Pick<PreviewedChange, 'key' | 'name' | 'change'> &
  Readonly<{ before: Side; after: Side; left: Writing | null; right: Writing | null }>;

const shown = (
  writers: Writers,
  { live }: Preview,
  { writtenAt, ...place }: PreviewedChange,
): Shown => {
  const written = writers.at(writtenAt);
  const [left, right] = live === 'left' ? [written, null] : [null, written];
  return { ...place, before: sideOf(place.before), after: sideOf(place.after), left, right };
};

const sideOf = (side: PreviewedChange['before']): Side =>
  side === null || 'fingerprint' in side ? side : valueToJson(side);

const diffItem = ({
  key,
  name,
  change,
  before,
  after,
  left,
  right,
}: Shown): PreviewShape['diff']['items'][number] => ({
  ...{ key, name, change },
  left: writtenSide(before, left),
  right: writtenSide(after, right),
});

const writtenSide = (value: Side, writtenAt: Writing | null): Of<typeof WRITTEN_SIDE> =>
  value === null || 'fingerprint' in value ? value : { value, writtenAt };

/** A restore overwrites the node; a recapture overwrites the stored copy. */
const lostItem = (
  { state }: RunningCluster,
  { target: { node, resource, checkpoint }, live }: Preview,
  { key, name, before, after, left }: Shown,
): PreviewShape['lostWrites']['items'][number] => ({
  node: nameOf(state, 'nodes', node) ?? node,
  resource: nameOf(state, 'resources', resource) ?? resource,
  checkpoint,
  lostFrom: live === 'left' ? 'node' : 'capture',
  ...{ key, name, lost: before, kept: after, writtenAt: left },
});
