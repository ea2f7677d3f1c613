import { type OperationId } from '#domain';
import { uuidV5, type Metadata } from '#event-store';

/** The caller of a command: an identity, conditions, and the deadline of the answer. */
export type Caller = Readonly<{
  actor: string;
  authentication: Metadata['authentication'];
  /** Address that the request came from. */
  source: string;
  /** Id of the command; the same for the same actor and key. */
  commandId: string;
  /** The caller's own name for the request; undefined for a request without an Idempotency-Key. */
  key: string | undefined;
  /** The sha-256 of the request, in hex. */
  requestHash: string;
  /** The operation that the command sets in motion: the correlation id of all its events. */
  operation: OperationId;
  /** Aborts when the caller no longer waits. */
  deadline: AbortSignal;
  /** The revision of the thing to be changed that the caller saw last (If-Match). */
  ifMatch: number | undefined;
  /** W3C `traceparent`. */
  traceContext: string | undefined;
  /** The operator's reason, as free text. */
  reason: string | undefined;
  /** Called once the last command is decided, whether or not its events are durable. */
  decided?: (() => void) | undefined;
}>;

/** The namespace of command ids that derive from an actor and a key. */
const COMMANDS = 'a6f1f2d4-7c06-4a37-9d3b-0f4f9a6c5e21';

/** The id of the command that an actor's request under a key carries. */
export const commandIdOf = (actor: string, key: string): string =>
  uuidV5(COMMANDS, `${actor}\n${key}`);

/** The operation of a command with an Idempotency-Key. */
export const operationOf = (commandId: string): OperationId =>
  uuidV5(commandId, 'operation') as OperationId;

/** The id of a thing that a command creates: the same for the same command and name. */
export const idFor = ({ commandId }: Caller, name: string): string => uuidV5(commandId, name);

/**
 * The caller of a read that is recorded. Each such read is recorded, also one with the Idempotency-Key
 * of another.
 */
export const withoutKey = (caller: Caller, newId: () => string): Caller =>
  caller.key === undefined
    ? caller
    : {
        ...caller,
        key: undefined,
        commandId: newId(),
        operation: newId() as OperationId,
      };

/** The metadata of the events that a command writes. */
export const metadataOf = (caller: Caller, type: string): Metadata => {
  const { actor, authentication, source, commandId, requestHash, operation } = caller;
  const { reason, traceContext } = caller;
  return {
    ...{ actor, authentication, source, operation, causation: commandId },
    command: { id: commandId, type, request: requestHash },
    ...(reason !== undefined && { reason }),
    ...(traceContext !== undefined && { trace: traceContext }),
  };
};
