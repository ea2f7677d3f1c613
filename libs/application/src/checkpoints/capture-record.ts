import { type CaptureSource, type OverUnrestored } from '#domain';
import { type Recorded } from '#event-store';
import { type RegistryChange } from '#registry';

export type CaptureRecord = Readonly<{
  checkpoint: string;
  number: number;
  reason: string;
  hash: string;
  source: Readonly<{ node: string; nodeRevision: number }> | CaptureSource;
  changes?: readonly RegistryChange[];
  overUnrestored?: OverUnrestored;
  clobberedBy?: Readonly<{ resource: string; checkpoint: string; nodeRevision: number }>;
}>;

/** The data of a capture's event; for a key container, `hash` is a fingerprint. */
export const capturedIn = ({ event }: Recorded): CaptureRecord => {
  const data = event.data as CaptureRecord & { fingerprint?: string };
  return { ...data, hash: data.fingerprint ?? data.hash };
};
