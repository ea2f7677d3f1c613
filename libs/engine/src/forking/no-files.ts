/** The archives of a fork, which touches no files: backups are refused there. */
export const NO_FILES = {
  profile: '2003',
  write: (): Promise<never> => Promise.reject(new Error('a what-if writes no file')),
  writeUnpacked: (): Promise<never> => Promise.reject(new Error('a what-if writes no file')),
  unpackedIn: (): Promise<never> => Promise.reject(new Error('a what-if reads no file')),
  cutIn: (): Promise<never> => Promise.reject(new Error('a what-if reads no file')),
  folderAt: (): never => {
    throw new Error('a what-if looks at no file');
  },
} as const;
