import { bodyText, pick } from './mutate.js';
import { CHUNK_SIZES, FILE, NASTY_HEADERS, NASTY_LINES } from './nasty.js';
import { nextRequest, type WireRequest } from './requests.js';

type Random = () => number;
type Operations = Parameters<typeof nextRequest>[1];

/** The bytes that a client sends over one connection. */
export type WireInput = Readonly<{
  kind: string;
  bytes: Buffer;
  /** True when the client then closes its half of the connection; else it first waits for an answer. */
  ends: boolean;
}>;

/** A request as parts that can be spoilt one by one. */
type Parts = { line: string; headers: [string, string][]; body: Buffer };

const number = (random: Random, limit: number): number => Math.floor(random() * limit);

const partsOf = ({ method, path, headers, body }: WireRequest): Parts => ({
  line: `${method} ${path} HTTP/1.1`,
  headers: [
    ['host', 'localhost'],
    ...Object.entries(headers),
    ...(body === undefined
      ? []
      : [['content-length', String(Buffer.byteLength(body))] as [string, string]]),
  ],
  body: Buffer.from(body ?? ''),
});

const bytesOf = ({ line, headers, body }: Parts): Buffer => {
  const head = [
    line,
    ...headers.map(([name, value]) => (name === 'no colon' ? name : `${name}: ${value}`)),
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
};

const without = (headers: Parts['headers'], unwanted: string): Parts['headers'] =>
  headers.filter(([name]) => name !== unwanted);

const withBody = (parts: Parts, body: Buffer): Parts => ({
  ...parts,
  headers: [...without(parts.headers, 'content-length'), ['content-length', String(body.length)]],
  body,
});

/** Nests arrays and objects, as the whole body or in a field of a valid one. */
const nested = (random: Random, parts: Parts): Parts => {
  const depth = pick(random, [31, 32, 33, 34, 100, 1343, 20_000, 200_000]);
  const open = pick(random, ['[', '{"a":', '[{"a":', '[[],', '{"__proto__":']);
  const close = open
    .replaceAll(/[^[{]/g, '')
    .split('')
    .reverse()
    .join('')
    .replaceAll('[', ']')
    .replaceAll('{', '}');
  const inner =
    open.repeat(depth) +
    pick(random, ['', '1', '{}']) +
    (random() < 0.7 ? close.repeat(depth) : '');
  const text = parts.body.toString();
  const at = text.indexOf(':');
  const whole = at < 0 || random() < 0.4 ? inner : `${text.slice(0, at + 1)}${inner},"z":1}`;
  return withBody(parts, Buffer.from(whole.slice(0, 1_100_000)));
};

const huge = (random: Random, parts: Parts): Parts => {
  const count = pick(random, [1000, 20_000, 70_000]);
  const text = pick(random, [
    () => `{${Array.from({ length: count }, (_, at) => `"k${at}":1`).join(',')}}`,
    () => JSON.stringify({ changes: Array.from({ length: count / 10 }, () => ({ op: 'x' })) }),
    () =>
      JSON.stringify({
        commands: Array.from({ length: 1000 }, () => ({
          method: 'POST',
          path: '/v1/nodes',
          body: {},
        })),
      }),
    () => JSON.stringify({ name: 'x'.repeat(count * 10) }),
    () => `{"name":"${'\\u0000'.repeat(count)}"}`,
    () => `[${'0,'.repeat(count * 5)}0]`,
    () => `{"a":${'9'.repeat(count)}}`,
    () => ' '.repeat(1_048_577),
  ])();
  return withBody(parts, Buffer.from(text));
};

const chunks = (random: Random, parts: Parts): Parts => {
  const pieces: Buffer[] = [];
  for (let at = 0; at < parts.body.length;) {
    const piece = parts.body.subarray(at, at + 1 + number(random, 20));
    const size = random() < 0.05 ? pick(random, CHUNK_SIZES) : piece.length.toString(16);
    pieces.push(Buffer.from(`${size}\r\n`), piece, Buffer.from(random() < 0.02 ? 'x' : '\r\n'));
    at += piece.length;
  }
  const end = pick(random, [
    '0\r\n\r\n',
    '0\r\n\r\n',
    '0\r\n\r\n',
    '0\r\nx: y\r\n\r\n',
    '0\r\n',
    '',
  ]);
  return {
    ...parts,
    headers: [...without(parts.headers, 'content-length'), ['transfer-encoding', 'chunked']],
    body: Buffer.concat([...pieces, Buffer.from(end)]),
  };
};

const lengths = (random: Random, parts: Parts): Parts => {
  const real = parts.body.length;
  const length = pick(random, [real - 1, Math.floor(real / 2), 0, real + 1, real + 5000, -real]);
  return {
    ...parts,
    headers: [...without(parts.headers, 'content-length'), ['content-length', String(length)]],
  };
};

const encodings = (random: Random, parts: Parts): Parts => {
  const body = pick(random, [
    Buffer.concat([Buffer.from('\ufeff'), parts.body]),
    Buffer.from(parts.body.toString(), 'utf16le'),
    Buffer.concat([parts.body.subarray(0, 9), Buffer.of(0xff, 0xc0, 0x80), parts.body.subarray(9)]),
    Buffer.from(parts.body.toString().replace(/"(\w+)":/, '"$1":1,"$1":')),
    Buffer.from(parts.body.toString().replace(/"(\w+)":/, '"\\ud800$1":')),
  ]);
  return withBody(parts, body);
};

const file = (random: Random): Parts => {
  const bytes = Buffer.from(FILE, random() < 0.5 ? 'utf8' : 'utf16le');
  const parts = partsOf({
    operationId: 'changeRegistry',
    method: 'PATCH',
    path: '/v1/nodes/node-a/registry',
    headers: { 'content-type': 'text/x-ms-regedit' },
    body: undefined,
  });
  return withBody(parts, random() < 0.7 ? flipped(random, bytes) : bytes);
};

const flipped = (random: Random, bytes: Buffer): Buffer => {
  const copy = Buffer.from(bytes);
  for (let count = number(random, 4); count >= 0; count -= 1)
    if (copy.length > 0) copy[number(random, copy.length)] = number(random, 256);
  return copy;
};

const headers = (random: Random, parts: Parts): Parts => {
  const more = Array.from({ length: 1 + number(random, 3) }, () => pick(random, NASTY_HEADERS));
  const own =
    random() < 0.2
      ? without(parts.headers, pick(random, ['host', 'content-length', 'content-type']))
      : parts.headers;
  return {
    ...parts,
    headers: [...own, ...more.map(([name, value]): [string, string] => [name, value])],
  };
};

const UPGRADE: [string, string][] = [
  ['connection', 'upgrade'],
  ['upgrade', 'websocket'],
];

const KINDS: Readonly<Record<string, (random: Random, parts: Parts) => Parts>> = {
  'as it is': (_, parts) => parts,
  chunks,
  encodings,
  expect: (random, parts) => ({
    ...parts,
    headers: [...parts.headers, ['expect', pick(random, ['100-continue', '100-Continue', 'x'])]],
  }),
  file,
  headers,
  huge,
  lengths,
  line: (random, parts) => ({ ...parts, line: pick(random, NASTY_LINES) }),
  nested,
  upgrade: (_, parts) => ({ ...parts, headers: [...parts.headers, ...UPGRADE] }),
  version: (random, parts) => ({
    ...parts,
    line: parts.line.replace(
      /HTTP.*/,
      pick(random, ['HTTP/1.0', 'HTTP/0.9', 'HTTP/3.0', 'http/1.1', 'HTTP/1']),
    ),
  }),
};

/** The kinds of large inputs. They are rare: each takes as long as a hundred others. */
const LARGE = new Set(['huge', 'nested']);

const one = (random: Random, operations: Operations): readonly [string, Buffer] => {
  const names = Object.keys(KINDS).filter((name) => !LARGE.has(name) || random() < 0.3);
  const kind = pick(random, names);
  const request = nextRequest(random, operations);
  const right =
    request.body === undefined
      ? request
      : { ...request, body: bodyText(random, JSON.parse(safe(request.body))) };
  const parts = KINDS[kind]?.(random, partsOf(right));
  return [kind, parts === undefined ? Buffer.alloc(0) : bytesOf(parts)];
};

const safe = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return '{}';
  }
};

/** The bytes of a hostile or broken client: one request or several, whole, cut, or with flipped bytes. */
export const nextInput = (random: Random, operations: Operations): WireInput => {
  const found = [one(random, operations)];
  while (random() < 0.25) found.push(one(random, operations));
  const whole = Buffer.concat(found.map(([, bytes]) => bytes));
  const kind = found.map(([name]) => name).join(' + ');
  const dice = random();
  const garbage = Buffer.from(
    pick(random, ['garbage\r\n\r\n', '\r\n\r\n', '\0', '{"a":1}', 'GET /v1']),
  );
  const ends = random() < 0.9;
  if (dice < 0.15)
    return { kind: `${kind}, cut`, bytes: whole.subarray(0, number(random, whole.length)), ends };
  if (dice < 0.25) return { kind: `${kind}, flipped`, bytes: flipped(random, whole), ends };
  if (dice < 0.35)
    return { kind: `${kind}, with more`, bytes: Buffer.concat([whole, garbage]), ends };
  return { kind, bytes: whole, ends };
};
