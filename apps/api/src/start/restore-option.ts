import { parseArgs } from 'node:util';

import { WrongSetting } from '#engine';

/**
 * The archive that the command line asks to restore; undefined for none.
 *
 * @throws WrongSetting for any other argument
 */
export const restoreOption = (args: readonly string[]): string | undefined => {
  try {
    const options = { restore: { type: 'string' } } as const;
    return parseArgs({ args: [...args], options }).values.restore;
  } catch {
    throw new WrongSetting('the only option is --restore, with the archive of a backup');
  }
};
