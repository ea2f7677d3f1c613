import { LogInUse, VaultError, WrongSetting } from '#engine';
import { reasonOf, StoreUnavailable } from '#event-store';
import { ReadModelStopped } from '#read-models';

/** Errors that an administrator can correct, with the help of their messages. */
const EXPECTED = [WrongSetting, LogInUse, VaultError, ReadModelStopped, StoreUnavailable];

type SystemError = Error & Readonly<{ code: string; address?: string; port?: number }>;

/** The reason why a server can't listen, by the code of the operating system. */
const LISTENING: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EACCES: 'this user may not listen there',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'no address is known for this name',
  EAI_AGAIN: 'no address is known for this name',
};

/** The line that says why a start is refused; undefined for a defect, which is shown in full. */
export const lineOf = (error: unknown): string | undefined => {
  if (EXPECTED.some((kind) => error instanceof kind)) return oneLine(reasonOf(error));
  if (!isOfSystem(error)) return undefined;
  return ofListening(error) ?? `the data folder can't be used: ${oneLine(error.message)}`;
};

const isOfSystem = (error: unknown): error is SystemError =>
  error instanceof Error && 'syscall' in error && 'code' in error;

const ofListening = (error: SystemError): string | undefined => {
  const { code, address, port } = error;
  const isOfPort = 'port' in error || code === 'ENOTFOUND' || code === 'EAI_AGAIN';
  const why = isOfPort ? LISTENING[code] : undefined;
  if (why === undefined) return undefined;
  const where = address ?? ('hostname' in error ? String(error.hostname) : '');
  return `TIDEMARK_HOST and TIDEMARK_PORT are ${where}${port === undefined ? '' : `:${port}`}: ${why}`;
};

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ');
