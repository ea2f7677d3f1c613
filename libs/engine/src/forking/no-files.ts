/** The archives of a fork, which touches no files: backups are refused there. */
export const NO_FILES = {
  write: (): Promise<never> => Promise.reject(new Error('a what-if writes no file')),
  cutIn: (): Promise<never> => Promise.reject(new Error('a what-if reads no file')),
  folderAt: (): never => {
    throw new Error('a what-if looks at no file');
  },
};
