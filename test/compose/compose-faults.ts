import { eventStores, processes, type ComposeFile, type Service } from './compose-file.js';

type Check = (name: string, service: Service, file: ComposeFile) => readonly string[];

const LOOPBACK = /^127\.0\.0\.1:\d+:\d+$/;

const isLoopback = (port: string | Readonly<{ host_ip?: string }>): boolean =>
  typeof port === 'string' ? LOOPBACK.test(port) : port.host_ip === '127.0.0.1';

const published: Check = (name, { ports = [], network_mode }) => [
  ...ports
    .filter((port) => !isLoopback(port))
    .map((port) => `${name} publishes ${JSON.stringify(port)}`),
  ...(network_mode === 'host' ? [`${name} is in the network of the host`] : []),
];

/** True if another service waits for its end, so that it need not stay healthy. */
const isAwaited = (name: string, { services }: ComposeFile): boolean =>
  Object.values(services).some(
    ({ depends_on }) => depends_on?.[name]?.condition === 'service_completed_successfully',
  );

const watched: Check = (name, { healthcheck, restart }, file) =>
  (healthcheck?.test !== undefined && healthcheck.disable !== true) ||
  (restart === 'no' && isAwaited(name, file))
    ? []
    : [`${name} has no health check`];

const limited: Check = (name, { mem_limit }) =>
  /^\d+[mg]$/.test(mem_limit ?? '') ? [] : [`${name} has no memory limit`];

const pinned: Check = (name, { image }) =>
  image === 'tidemark' || /:\d+\.\d+[\w.-]*$/.test(image ?? '')
    ? []
    : [`${name} has an image of no version`];

const kept: Check = (name, { restart, volumes = [] }) =>
  volumes.some((volume) => volume.startsWith('.') || volume.startsWith('/')) ||
  restart === undefined
    ? [`${name} has a folder of the host, or says nothing of restarts`]
    : [];

const isShutIn = ({ networks = [], ports = [] }: Service, file: ComposeFile): boolean =>
  ports.length === 0 &&
  networks.length > 0 &&
  networks.every((network) => file.networks?.[network]?.internal === true);

/** The settings that every node of EventStoreDB needs. */
const settingsOf = (name: string, others: readonly string[]): readonly (readonly string[])[] => [
  ['EVENTSTORE_TELEMETRY_OPTOUT', 'true', 'has telemetry'],
  ['EVENTSTORE_CLUSTER_SIZE', String(others.length + 1), 'counts wrong'],
  ['EVENTSTORE_GOSSIP_SEED', others.map((other) => `${other}:2113`).join(), 'misses a node'],
  ['EVENTSTORE_NODE_HOST_ADVERTISE_AS', name, 'has no name'],
  ['EVENTSTORE_REPLICATION_HOST_ADVERTISE_AS', name, 'has no name among the nodes'],
];

const stores = (file: ComposeFile): readonly string[] => {
  const names = eventStores(file).map(([name]) => name);
  return eventStores(file).flatMap(([name, service]) => {
    const settings = settingsOf(
      name,
      names.filter((other) => other !== name),
    );
    const wrong = settings
      .filter(([variable = '', value]) => service.environment?.[variable] !== value)
      .map(([, , fault]) => `${name} ${fault}`);
    return isShutIn(service, file) ? wrong : [...wrong, `${name} can be reached without TLS`];
  });
};

/** The volume that is mounted at a folder. */
const mounted = ({ volumes = [] }: Service, folder: string): string | undefined =>
  volumes.find((volume) => volume.split(':')[1] === folder);

const clients = (file: ComposeFile): readonly string[] => {
  const hosts = eventStores(file).map(([name]) => `${name}:2113`);
  const url = `esdb://${hosts.join()}?tls=false&nodePreference=leader`;
  const all = processes(file);
  const keys = new Set(all.map(([, service]) => mounted(service, '/keys')));
  const data = new Set(all.map(([, service]) => mounted(service, '/data')));
  return [
    ...all
      .filter(([, { environment }]) => environment?.['EVENTSTORE_URL'] !== url)
      .map(([name]) => `${name} does not know the cluster`),
    ...(keys.size === 1 && [...keys][0]?.endsWith(':ro') === true
      ? []
      : ['there is no one master key']),
    ...(data.size === all.length && !data.has(undefined) ? [] : ['processes share a data folder']),
  ];
};

/** The faults of a compose file that are not about its schema; empty for a good one. */
export const faultsOf = (file: ComposeFile): readonly string[] => [
  ...Object.entries(file.services).flatMap(([name, service]) =>
    [published, watched, limited, pinned, kept].flatMap((check) => check(name, service, file)),
  ),
  ...stores(file),
  ...clients(file),
];
