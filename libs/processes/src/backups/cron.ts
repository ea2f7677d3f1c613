import { Cron } from 'croner';

/** Five fields of numbers, `*`, `,`, `-`, `/`, and the names of months and days. */
const PATTERN = /^(?:(?:[\d*,/-]|[A-Za-z]{3}){1,100} ){4}(?:[\d*,/-]|[A-Za-z]{3}){1,100}$/;
const SECOND_MS = 1000;

/** The instants of a schedule; milliseconds since 1970. */
export type CronTimes = Readonly<{
  /** The first instant after another one; undefined if there is none. */
  after: (instant: number) => number | undefined;
  /** The last instant up to another one; undefined if there is none. */
  upTo: (instant: number) => number | undefined;
}>;

/** A schedule that is no schedule, or that never comes. */
export class WrongCron extends Error {
  override readonly name = 'WrongCron';
}

/**
 * Reads a schedule in the five fields of cron: minute, hour, day of the month, month and day of the
 * week, all in UTC. A day has to match one of its two fields if both are given.
 *
 * @throws WrongCron
 */
export const parseCron = (text: string): CronTimes => {
  if (!PATTERN.test(text))
    throw new WrongCron(
      'has to be five fields of cron, such as "0 3 * * *", with one space between',
    );
  const cron = patternOf(text);
  if (cron.nextRun(new Date(0)) === null) throw new WrongCron('names an instant that never comes');
  return {
    after: (instant) => cron.nextRun(new Date(instant))?.getTime(),
    // A run before the next second is one up to this second.
    upTo: (instant) =>
      cron
        .previousRuns(1, new Date(secondOf(instant) + SECOND_MS))
        .at(0)
        ?.getTime(),
  };
};

const patternOf = (text: string): Cron => {
  try {
    return new Cron(text, { mode: '5-part', utcOffset: 0, paused: true });
  } catch (error) {
    throw new WrongCron(error instanceof Error ? withoutClass(error.message) : String(error));
  }
};

const secondOf = (instant: number): number => Math.floor(instant / SECOND_MS) * SECOND_MS;

/** The parser begins its messages with the name of its class. */
const withoutClass = (message: string): string => message.replace(/^Cron\w*: /, '');
