import { parse } from 'yaml';

/** The parts of a service that the tests read; anchors are resolved. */
export type Service = Readonly<{
  image?: string;
  environment?: Readonly<Record<string, string>>;
  ports?: readonly (string | Readonly<{ host_ip?: string }>)[];
  networks?: readonly string[];
  network_mode?: string;
  volumes?: readonly string[];
  mem_limit?: string;
  restart?: string;
  healthcheck?: Readonly<{ test?: unknown; disable?: boolean }>;
  depends_on?: Readonly<Record<string, Readonly<{ condition: string }>>>;
}>;

export type ComposeFile = Readonly<{
  services: Readonly<Record<string, Service>>;
  networks?: Readonly<Record<string, Readonly<{ internal?: boolean }> | null>>;
}>;

export const readCompose = (text: string): ComposeFile =>
  parse(text, { merge: true }) as ComposeFile;

/** The services that run EventStoreDB, with their names. */
export const eventStores = ({ services }: ComposeFile): readonly (readonly [string, Service])[] =>
  Object.entries(services).filter(([, { image }]) => image?.startsWith('eventstore/') === true);

/** The services that use EventStoreDB, with their names. */
export const processes = ({ services }: ComposeFile): readonly (readonly [string, Service])[] =>
  Object.entries(services).filter(([, { environment }]) => environment?.['EVENTSTORE_URL']);
