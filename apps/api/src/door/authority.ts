import { isIPv6 } from 'node:net';

/** The host and the port of a URL or of a Host header. */
export type Authority = Readonly<{
  /** In lower case; an IPv6 address has brackets. */
  name: string;
  port: number;
}>;

const HTTP_PORT = 80;
const MAX_PORT = 65_535;
/** Excludes percent-encoded characters, characters beyond ASCII, and user information. */
const FORM = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/;

/** The parts of an authority without user information; undefined for anything else. */
export const parseAuthority = (text: string): Authority | undefined => {
  const [, name, digits] = FORM.exec(text.toLowerCase()) ?? [];
  if (name === undefined) return undefined;
  const port = digits === undefined ? HTTP_PORT : Number(digits);
  if (port < 1 || port > MAX_PORT) return undefined;
  return name.startsWith('[') && !isIPv6(name.slice(1, -1)) ? undefined : { name, port };
};
