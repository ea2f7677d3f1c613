import { type Action } from '../../../actions/action.js';
import { REG_TYPE, regName } from '../../../api/reg-file.js';
import { type Download } from '../../../api/save-file.js';
import { type Place } from '../registry-search.js';
import { registryPath } from './changing.js';

/** A key with everything below it as a .reg file. */
export const keyAsFile = (place: Place, at: string | undefined): Download => {
  const query = new URLSearchParams({
    key: place.key,
    depth: 'all',
    ...(at !== undefined && { at }),
  });
  const last = place.key === '' ? 'HKLM' : (place.key.split('\\').at(-1) ?? '');
  return {
    path: `${registryPath(place)}&${String(query)}`,
    type: REG_TYPE,
    name: regName(`${place.node} ${last}${at === undefined ? '' : ` ${at}`}`),
  };
};

type Import = Readonly<{
  place: Pick<Place, 'node' | 'view'>;
  file: File;
  /** True to leave out what is below other roots than HKEY_LOCAL_MACHINE; else they are refused. */
  skipsRoots: boolean;
}>;

/** Imports a .reg file, after a preview. */
export const importing = ({ place, file, skipsRoots }: Import): Action => {
  const typed = new File([file], file.name, { type: REG_TYPE });
  const roots = skipsRoots ? '&otherRoots=skip' : '';
  return {
    title: `Import ${file.name} on ${place.node}`,
    confirm: 'Import',
    command: () => ({ method: 'PATCH', path: `${registryPath(place)}${roots}`, file: typed }),
  };
};
