import { nameOf, type Preview, type PreviewedChange, type RunningCluster } from '#application';

import { Writers } from '../registry/writers.js';
import { type PreviewShape } from './checkpoint-schemas.js';
import { diffItem, lostPlace, sideOf, type PreviewRow } from './preview-rows.js';

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

const shown = (
  writers: Writers,
  { live }: Preview,
  { writtenAt, ...place }: PreviewedChange,
): PreviewRow => {
  const written = writers.at(writtenAt);
  const [left, right] = live === 'left' ? [written, null] : [null, written];
  return { ...place, before: sideOf(place.before), after: sideOf(place.after), left, right };
};

/** A restore overwrites the node; a recapture overwrites the stored copy. */
const lostItem = (
  { state }: RunningCluster,
  { target: { node, resource, checkpoint }, live }: Preview,
  row: PreviewRow,
): PreviewShape['lostWrites']['items'][number] => ({
  node: nameOf(state, 'nodes', node) ?? node,
  resource: nameOf(state, 'resources', resource) ?? resource,
  checkpoint,
  lostFrom: live === 'left' ? 'node' : 'capture',
  ...lostPlace(row),
});
