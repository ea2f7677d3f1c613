import { parseArgs } from 'node:util';

/** The arguments are wrong; the message ends with the usage. */
export class WrongArguments extends Error {
  override readonly name = 'WrongArguments';
}

/** The archive to verify, and the file of the master key that opens its sealed keys. */
export type Arguments = Readonly<{ file: string; key: string | undefined }>;

const USAGE = `npm run backup:verify -- FILE [--key MASTER-KEY-FILE]
FILE is the archive of a backup; with the key, the sealed keys in it are opened too`;

/** @throws WrongArguments */
export const readArguments = (args: readonly string[]): Arguments => {
  const { values, positionals } = parse(args);
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw wrong('one file is needed');
  return { file, key: values.key };
};

const wrong = (reason: string): WrongArguments => new WrongArguments(`${reason}\n\n${USAGE}`);

const parse = (
  args: readonly string[],
): Readonly<{ values: { key?: string | undefined }; positionals: readonly string[] }> => {
  try {
    const options = { key: { type: 'string' } } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch {
    throw wrong('the only option is --key, with a file');
  }
};
