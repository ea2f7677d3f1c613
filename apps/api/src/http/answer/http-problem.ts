/** Where in a request something is wrong, as a JSON pointer, and why. */
export type Fault = Readonly<{ pointer: string; detail: string; line?: number; column?: number }>;

/** A refusal that no Win32 status stands for. */
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

/** A field of the request that can't be what it is. */
export const badRequest = (pointer: string, detail: string): HttpProblem =>
  new HttpProblem(400, 'malformed-request', {
    detail: `${pointer}: ${detail}`,
    errors: [{ pointer, detail }],
  });
