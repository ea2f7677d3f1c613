/** A wrong place in a request, as a JSON pointer, and the reason. */
export type Fault = Readonly<{
  pointer: string;
  detail: string;
  line?: number;
  column?: number;
  offset?: number;
}>;

/** A refusal that has no Win32 status. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';

  constructor(
    readonly status: number,
    /** The last part of the problem's type. */
    readonly slug: string,
    { detail, errors }: Readonly<{ detail: string; errors?: readonly Fault[] }>,
  ) {
    super(detail);
    this.errors = errors;
  }

  readonly errors: readonly Fault[] | undefined;
}

/** The refusal of a malformed field. */
export const badRequest = (pointer: string, detail: string): HttpProblem =>
  new HttpProblem(400, 'malformed-request', {
    detail: pointer === '' ? detail : `${pointer}: ${detail}`,
    errors: [{ pointer, detail }],
  });
