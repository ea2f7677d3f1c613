import { ClusterError } from '#clusapi';
import { foldName } from '#registry';

/** The name of a crypto checkpoint, parsed from `Type\\Provider\\Container`. */
export type CryptoName = Readonly<{
  type: number;
  /** Empty for the default provider of that type, which each node sets for itself. */
  provider: string;
  container: string;
}>;

/** The fingerprint of a deleted key container in a capture; no sha-256 has this form. */
export const ABSENT_CONTAINER = 'absent';

/** Provider types (domain facts, A18), each with its default provider on a new node. */
const TYPES: ReadonlyMap<number, string | undefined> = new Map([
  [1, 'Microsoft Strong Cryptographic Provider'],
  [2, 'Microsoft RSA Signature Cryptographic Provider'],
  [3, 'Microsoft Base DSS Cryptographic Provider'],
  [4, undefined],
  [5, undefined],
  [6, undefined],
  [12, 'Microsoft RSA Schannel Cryptographic Provider'],
  [13, 'Microsoft Base DSS and Diffie-Hellman Cryptographic Provider'],
  [14, undefined],
  [15, undefined],
  [16, undefined],
  [17, undefined],
  [18, 'Microsoft DH Schannel Cryptographic Provider'],
  [20, undefined],
  [21, undefined],
  [22, undefined],
  [23, undefined],
  [24, 'Microsoft Enhanced RSA and AES Cryptographic Provider'],
]);

/**
 * The providers whose type is known (domain facts, W18). Other providers are accepted with any
 * type.
 */
const PROVIDERS: ReadonlyMap<string, number> = new Map(
  (
    [
      ['Microsoft Base Cryptographic Provider v1.0', 1],
      ['Microsoft Enhanced Cryptographic Provider v1.0', 1],
      ...[...TYPES].flatMap(([type, name]) => (name === undefined ? [] : [[name, type] as const])),
    ] as const
  ).map(([name, type]) => [foldName(name), type]),
);

const PATTERN = /^(0|[1-9]\d{0,9})\\([^\\]*)\\(.+)$/s;

/**
 * Splits at the first and the second backslash; a container name may have more of them.
 *
 * @throws ClusterError ERROR_INVALID_PARAMETER for a text of another form
 * @throws ClusterError NTE_BAD_PROV_TYPE for an unknown type, NTE_PROV_TYPE_NO_MATCH for a provider
 *   of another type
 */
export const parseCryptoName = (text: string): CryptoName => {
  const [, type, provider, container] = PATTERN.exec(text) ?? [];
  if (type === undefined || provider === undefined || container === undefined)
    throw new ClusterError(
      'ERROR_INVALID_PARAMETER',
      'is not Type\\Provider\\Container with a decimal type',
      { field: 'input' },
    );
  requireProvider(Number(type), provider);
  return { type: Number(type), provider, container };
};

/** @throws ClusterError for an unknown type, or a provider of another type */
export const requireProvider = (type: number, provider: string): void => {
  if (!TYPES.has(type))
    throw new ClusterError('NTE_BAD_PROV_TYPE', `${type} is none`, { field: 'type' });
  const known = PROVIDERS.get(foldName(provider));
  if (known !== undefined && known !== type)
    throw new ClusterError('NTE_PROV_TYPE_NO_MATCH', `${provider} is of type ${known}`, {
      field: 'provider',
    });
};

/** The default provider of a type on a new node. */
export const builtInProvider = (type: number): string | undefined => TYPES.get(type);

/** A text that is equal for names that differ in case alone. */
export const foldCryptoName = ({ type, provider, container }: CryptoName): string =>
  foldName(`${type}\\${provider}\\${container}`);
