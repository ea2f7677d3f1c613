import { readFileSync } from 'node:fs';

import { WrongConnectionString, type ConnectionString } from './connection-string.js';

/** The parameters that name files, with the client's names for what is in them. */
const FILES = [
  ['tlsCAFile', 'rootCertificate'],
  ['userCertFile', 'userCertFile'],
  ['userKeyFile', 'userKeyFile'],
] as const;

/**
 * The content of the files that a connection string names, by the client's names.
 *
 * @throws WrongConnectionString when one can't be read
 */
export const filesOf = ({ parameters }: ConnectionString): Readonly<Record<string, Buffer>> =>
  Object.fromEntries(
    FILES.flatMap(([parameter, name]) => {
      const file = parameters[parameter];
      return file === undefined ? [] : [[name, read(parameter, file)] as const];
    }),
  );

const read = (parameter: string, file: string): Buffer => {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new WrongConnectionString(`has ${parameter}, which is no file that can be read`, {
      cause,
    });
  }
};
