import { nameOf, type RestorePreview, type RunningCluster } from '#application';

import { curePreviewShape } from '../cures/cure-preview-shape.js';
import { type RestorePreviewShape } from './restore-schemas.js';

/** The most properties of things that are shown. */
const MAX_THINGS = 1000;

/** The JSON of the preview of a restore. */
export const restorePreviewShape = (
  cluster: RunningCluster,
  { cure, things, newer, nextOnline }: RestorePreview,
): RestorePreviewShape => ({
  ...curePreviewShape(cluster, cure),
  things: {
    items: things
      .slice(0, MAX_THINGS)
      .map(({ left = null, right = null, ...thing }) => ({ ...thing, left, right })),
    more: things.length > MAX_THINGS,
  },
  newer,
  nextOnline: {
    items: nextOnline.items.map(({ node, resource, ...key }) => ({
      ...key,
      node: nameOf(cluster.state, 'nodes', node) ?? node,
      resource: nameOf(cluster.state, 'resources', resource) ?? resource,
    })),
    more: nextOnline.more,
  },
});
