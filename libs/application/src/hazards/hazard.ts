/** A risk that a checkpoint has, with its remedy. */
export type Hazard = Readonly<{
  kind:
    | 'clobber'
    | 'nested'
    | 'wow6432node'
    | 'shared-key-twin'
    | 'missing-key'
    | 'default-provider'
    | 'not-exportable'
    | 'unrestored-base'
    | 'captured-unrestored'
    | 'destination-held';
  detail: string;
  remedy: string;
  with: string | null;
}>;
