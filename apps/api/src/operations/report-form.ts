/** The forms of a report, the usual one first. */
export const FORMS = ['application/json', 'text/plain', 'text/markdown'] as const;

export type Form = (typeof FORMS)[number];

/** The form that an Accept header likes best; JSON if it likes none. */
export const formFor = (accept: string | undefined): Form => {
  const ranges = (accept ?? '*/*').split(',').map(rangeOf);
  let best: Readonly<{ form: Form; quality: number }> = { form: 'application/json', quality: 0 };
  for (const form of FORMS) {
    const quality = qualityOf(form, ranges);
    if (quality > best.quality) best = { form, quality };
  }
  return best.form;
};

type Range = Readonly<{ type: string; quality: number }>;

const rangeOf = (text: string): Range => {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  return { type, quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 };
};

/** The quality of the most exact range that has a type (RFC 9110, 12.5.1). */
const qualityOf = (form: Form, ranges: readonly Range[]): number => {
  const [kind = ''] = form.split('/');
  for (const wanted of [form, `${kind}/*`, '*/*']) {
    const found = ranges.find(({ type }) => type === wanted);
    if (found !== undefined) return found.quality;
  }
  return 0;
};
