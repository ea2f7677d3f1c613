import { mkdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

import { ClusterError } from '#clusapi';
import { reasonOf } from '#event-store';

const ONLY_OWNER = 0o700;
const MAX_PATH = 1000;

/** The folder below which all backups are. It is made when it is first needed. */
export class BackupFolder {
  constructor(private readonly root: string) {}

  /**
   * The file of a path below the folder, which need not exist, but whose own folder does.
   *
   * @returns the whole path, and the path below the folder with `/` between its parts
   * @throws ClusterError ERROR_INVALID_PARAMETER, ERROR_PATH_NOT_FOUND, ERROR_DIRECTORY or
   *   ERROR_ACCESS_DENIED
   */
  fileAt(path: string): Readonly<{ file: string; path: string }> {
    const root = this.made();
    const asked = this.inside(root, path);
    const folder = real(dirname(asked));
    const file = join(folder, basename(asked));
    if (file === root || !isInside(root, file))
      throw wrong(`"${path}" is not below the folder of backups`);
    return { file, path: relative(root, file).split(sep).join('/') };
  }

  /**
   * A folder that exists, at or below the folder of backups.
   *
   * @returns the whole path, and the path below the folder with `/` between its parts, or `.`
   * @throws ClusterError ERROR_INVALID_PARAMETER, ERROR_PATH_NOT_FOUND, ERROR_DIRECTORY or
   *   ERROR_ACCESS_DENIED
   */
  folderAt(path: string): Readonly<{ folder: string; path: string }> {
    const root = this.made();
    const folder = real(this.inside(root, path));
    if (!isInside(root, folder)) throw wrong(`"${path}" is not below the folder of backups`);
    return { folder, path: relative(root, folder).split(sep).join('/') || '.' };
  }

  private inside(root: string, path: string): string {
    if (path === '' || path.length > MAX_PATH || path.includes('\0'))
      throw wrong('has to be a path of 1 to 1,000 characters');
    const asked = isAbsolute(path) ? resolve(path) : resolve(root, path);
    if (!isInside(root, asked) && !isInside(resolve(this.root), asked))
      throw wrong(`"${path}" is not below the folder of backups`);
    return asked;
  }

  private made(): string {
    try {
      mkdirSync(this.root, { recursive: true, mode: ONLY_OWNER });
      return realpathSync(this.root);
    } catch (error) {
      throw new ClusterError(
        'ERROR_ACCESS_DENIED',
        `the folder of backups can't be made: ${reasonOf(error)}`,
      );
    }
  }
}

/** A folder without links in its path. */
const real = (folder: string): string => {
  try {
    const found = realpathSync(folder);
    if (statSync(found).isDirectory()) return found;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES')
      throw new ClusterError('ERROR_ACCESS_DENIED', `no right to enter ${folder}`);
    throw new ClusterError('ERROR_PATH_NOT_FOUND', `there is no folder ${folder}`);
  }
  throw new ClusterError('ERROR_DIRECTORY', `${folder} is no folder`);
};

const isInside = (root: string, path: string): boolean =>
  path === root || path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);

const wrong = (reason: string): ClusterError =>
  new ClusterError('ERROR_INVALID_PARAMETER', reason, { field: 'path' });
