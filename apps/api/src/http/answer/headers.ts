import { instant, position, tag, text, type Schema } from '../schema/schema.js';

/** The headers of an answer, by name, with their schemas. */
export type AnswerHeaders = Readonly<
  Record<string, Readonly<{ description: string; required?: boolean; schema: Schema }>>
>;

export const TIDEMARK_POSITION = {
  'Tidemark-Position': {
    description: 'The position that the answer is right for; or that of the last event written',
    required: true,
    schema: position,
  },
} satisfies AnswerHeaders;

/** The moment of an answer. */
export const MOMENT_HEADERS = {
  ...TIDEMARK_POSITION,
  'Tidemark-Recorded-At': {
    description: 'The time of the last event at that position; absent before the first event',
    schema: instant,
  },
  'Tidemark-Tag': {
    description: 'The tag that the request named, or else the first tag of that event',
    schema: tag,
  },
} satisfies AnswerHeaders;

export const AGE: AnswerHeaders = {
  Age: {
    description:
      'Seconds since the state was known to be complete; only for `consistency=eventual`',
    schema: { ...text, pattern: '^\\d+$' },
  },
};

export const ETAG: AnswerHeaders = {
  ETag: {
    description: 'The revision for If-Match, in quotes',
    schema: { ...text, pattern: '^"-?\\d+"$' },
  },
};

export const LOCATION = {
  Location: { description: 'The path of the new thing or of the operation', schema: text },
} satisfies AnswerHeaders;

export const LINK: AnswerHeaders = {
  Link: {
    description: 'The next page, with rel="next"; absent on the last',
    schema: { ...text, pattern: '^<\\?.+>; rel="next"$' },
  },
};

export const LINKS: AnswerHeaders = {
  Link: {
    description: 'The next page, with rel="next", and the one before, with rel="prev"',
    schema: { ...text, pattern: '^<\\?.+>; rel="(next|prev)"$' },
  },
};

export const RETRY_AFTER: AnswerHeaders = {
  'Retry-After': { description: 'Seconds', schema: { ...text, pattern: '^\\d+$' } },
};

/** The media type of the answer follows from Accept. */
export const VARY = {
  Vary: { description: 'Accept', required: true, schema: { ...text, const: 'accept' } },
} satisfies AnswerHeaders;

export const CONTENT_DISPOSITION = {
  'Content-Disposition': { description: 'The name of the file', required: true, schema: text },
} satisfies AnswerHeaders;

export const CACHE_CONTROL = {
  'Cache-Control': { description: 'No cache keeps the answer', required: true, schema: text },
} satisfies AnswerHeaders;
