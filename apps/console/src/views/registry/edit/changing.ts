import { type Action } from '../../../actions/action.js';
import { type Schemas } from '../../../api/client.js';
import { type Place } from '../registry-search.js';

type Change = Schemas['RegistryChange'];

/** The path of the registry of a node in a view. */
export const registryPath = ({ node, view }: Pick<Place, 'node' | 'view'>): string =>
  `/v1/nodes/${encodeURIComponent(node)}/registry?view=${view}`;

/** Changes a registry, after a preview. The keys are as the view shows them. */
export const changing = (
  place: Pick<Place, 'node' | 'view'>,
  title: string,
  changes: readonly Change[],
): Action => ({
  title: `${title} on ${place.node}`,
  confirm: 'Change the registry',
  command: () => ({ method: 'PATCH', path: registryPath(place), body: { changes } }),
});
