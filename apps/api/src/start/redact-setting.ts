import { WrongSetting } from '#engine';
import { patternsFault, USUAL_PATTERNS } from '#registry';

const SETTING = 'TIDEMARK_REDACT';
const NONE = 'none';

/**
 * The patterns of the names of values that are masked: those of the setting, the usual ones without
 * a setting, none for `none` and for an empty text.
 *
 * @throws WrongSetting
 */
export const redactOf = (text: string | undefined): readonly string[] => {
  if (text === undefined) return USUAL_PATTERNS;
  const patterns = text.split(',').map((pattern) => pattern.trim());
  const hasNone = patterns.some((pattern) => pattern.toLowerCase() === NONE);
  if (patterns.length === 1 && (hasNone || patterns[0] === '')) return [];
  const fault = hasNone ? `has "${NONE}" among other patterns` : patternsFault(patterns);
  if (fault === undefined) return patterns;
  throw new WrongSetting(
    `${SETTING} ${fault}: it has to be patterns of names with commas between them, such as *password*, or ${NONE}`,
  );
};
