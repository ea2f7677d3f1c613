/** The settings of an engine; docs/operations.md describes them all. */
export type EngineSettings = Readonly<{
  /** The folder of the embedded log and the read model. */
  data: string;
  cluster: string;
  /** The folder of backups. */
  backups: string;
  /** `2022`: calls that Windows Server 2008 has removed are refused. */
  profile: '2003' | '2022';
  /** The connection string of EventStoreDB; undefined for the embedded log. */
  eventStoreUrl?: string;
  /** The file of the key that key material is sealed with. */
  masterKeyFile: string;
  /**
   * True if the key of the sealed material is lost for good, so that another one may take its
   * place.
   */
  masterKeyIsLost: boolean;
  /** The id of a log that is lost for good; its files are moved aside. */
  newLog?: string;
  /** Patterns of the names of values that are masked; the usual ones if undefined. */
  redact?: readonly string[];
  /** How long the lease lasts, in seconds. */
  leaseSeconds: number;
}>;
