export const HAZARD_KINDS = [
  'clobber',
  'nested',
  'wow6432node',
  'shared-key-twin',
  'missing-key',
  'no-capture',
  'default-provider',
  'not-exportable',
  'unrestored-base',
  'captured-unrestored',
  'destination-held',
] as const;

export type HazardKind = (typeof HAZARD_KINDS)[number];

/** A risk that a checkpoint has, with its remedy. */
export type Hazard = Readonly<{
  kind: HazardKind;
  detail: string;
  remedy: string;
  with: string | null;
}>;
