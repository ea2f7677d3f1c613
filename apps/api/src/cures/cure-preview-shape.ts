import { nameOf, type CuredPlace, type CurePreview, type RunningCluster } from '#application';

import { type PreviewShape } from '../checkpoints/checkpoint-schemas.js';
import { diffItem, lostPlace, sideOf, type PreviewRow } from '../checkpoints/preview-rows.js';
import { Writers } from '../registry/writers.js';

/** The JSON of the preview of a cure. */
export const curePreviewShape = (cluster: RunningCluster, preview: CurePreview): PreviewShape => {
  const { summary, hazards, untouched, expect, changes, keys } = preview;
  const rows = summary.added + summary.removed + summary.changed;
  const writers = new Writers(cluster.reads, cluster.state);
  const items = changes.map((place) => shown(writers, place));
  const more = rows > items.length;
  return {
    diff: {
      summary,
      items: items.map((item) => ({ checkpoint: item.checkpoint ?? null, ...diffItem(item) })),
      more,
    },
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

type Shown = Omit<CuredPlace, 'before' | 'after' | 'writtenAt' | 'keptAt'> & PreviewRow;

const shown = (writers: Writers, { writtenAt, keptAt, ...place }: CuredPlace): Shown => ({
  ...{ ...place, before: sideOf(place.before), after: sideOf(place.after) },
  ...{ left: writers.at(writtenAt), right: writers.at(keptAt) },
});

const lostItem = (
  { state }: RunningCluster,
  { node, resource, checkpoint, lostFrom, ...row }: Shown,
): PreviewShape['lostWrites']['items'][number] => ({
  node: nameOf(state, 'nodes', node) ?? node,
  resource: resource === undefined ? null : (nameOf(state, 'resources', resource) ?? resource),
  ...{ checkpoint: checkpoint ?? null, lostFrom },
  ...lostPlace(row),
});
