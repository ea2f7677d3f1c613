import { type IncomingMessage } from 'node:http';

/** The parts of a request that the door checks: its line and its headers. */
export type RequestHead = Pick<IncomingMessage, 'method' | 'url' | 'httpVersion' | 'rawHeaders'>;

/** All values of a header, in order. Node.js drops or joins all but the first. */
export const headersOf = ({ rawHeaders }: RequestHead, name: string): readonly string[] =>
  rawHeaders.filter((_, index) => index % 2 === 1 && isNamed(rawHeaders[index - 1], name));

const isNamed = (given: string | undefined, name: string): boolean =>
  given?.length === name.length && given.toLowerCase() === name;
