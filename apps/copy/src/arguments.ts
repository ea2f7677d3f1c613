import { parseArgs } from 'node:util';

/** The arguments are wrong; the message ends with the usage. */
export class WrongArguments extends Error {
  override readonly name = 'WrongArguments';
}

/**
 * The source and the target, each a data folder or a connection string, and the cluster to copy.
 */
export type Arguments = Readonly<{
  from: string;
  to: string;
  cluster: string;
  /** True to copy the intact parts of a damaged source. */
  salvage: boolean;
}>;

const USAGE = `npm run copy -- --from PLACE --to PLACE [--cluster NAME]
npm run copy -- --salvage --from FOLDER --to NEW-FOLDER [--cluster NAME]
PLACE is a data folder or an esdb:// connection string; NAME is tidemark unless TIDEMARK_CLUSTER or this says otherwise`;

/** @throws WrongArguments */
export const readArguments = (
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Arguments => {
  const given = parse(args);
  const { from, to, cluster = env['TIDEMARK_CLUSTER'] ?? 'tidemark', salvage = false } = given;
  if (from === undefined || to === undefined) throw wrong('--from and --to are needed');
  if (from === to) throw wrong('--from and --to are the same place');
  if (!/^[a-z0-9_]{1,32}$/.test(cluster)) throw wrong('the cluster has to match [a-z0-9_]{1,32}');
  return { from, to, cluster, salvage };
};

const wrong = (reason: string): WrongArguments => new WrongArguments(`${reason}\n\n${USAGE}`);

/**
 * Parses the arguments. The parser's own error message is not used: it repeats the arguments, which
 * may hold a password.
 */
const parse = (args: readonly string[]): Partial<Arguments> => {
  const text = { type: 'string' } as const;
  try {
    const options = { from: text, to: text, cluster: text, salvage: { type: 'boolean' } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch {
    throw wrong('the options are --from, --to and --cluster, each with a value, and --salvage');
  }
};
