import { type Recorded } from '#event-store';
import { type RegistryChange } from '#registry';

/** The data of any event; a plain fold reads the fields that it needs. */
export type Data = Readonly<{
  name?: string;
  node?: string;
  nodeRevision?: number;
  resource?: string;
  checkpoint?: string;
  number?: number;
  reason?: string;
  group?: string;
  owner?: string;
  to?: string;
  effectiveKey?: string;
  type?: number;
  provider?: string;
  container?: string;
  fingerprint?: string;
  deliberate?: boolean;
  set?: string;
  staged?: Readonly<{ set: string }>;
  changes?: readonly RegistryChange[];
  source?: Source;
  overUnrestored?: Over;
  clobberedBy?: Readonly<{ resource: string; checkpoint: string }>;
}>;

/** The source of a capture. */
export type Source = Readonly<{ node?: string; nodeRevision?: number; capture?: number }>;

/** The failed restore over which a capture was taken. */
export type Over = Readonly<{ restoreFailed: string; node: string; nodeRevision: number }>;

export const kindOf = (stream: string): string =>
  stream.slice(stream.indexOf('.') + 1, stream.indexOf('-'));

/** The id in the name of a stream. */
export const namedIn = (stream: string): string => stream.slice(stream.indexOf('-') + 1);

export const dataOf = ({ event }: Recorded): Data => event.data;
