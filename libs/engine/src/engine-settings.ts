/** The settings that an engine needs; docs/operations.md describes them all. */
export type EngineSettings = Readonly<{
  /** The folder of the embedded log and the read model. */
  data: string;
  cluster: string;
  /** A connection string; without one the log is embedded. */
  eventStoreUrl?: string;
  /** Holds the key that key material is sealed with. */
  masterKeyFile: string;
  /** The key that material was sealed with is gone for good: another one may take its place. */
  masterKeyIsLost: boolean;
  /** The id of a log that is gone for good: its leftovers are moved aside for another one. */
  newLog?: string;
  /** How long the lease of several processes on one log lasts. */
  leaseSeconds: number;
}>;
