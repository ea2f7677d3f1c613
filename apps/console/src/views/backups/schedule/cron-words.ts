const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const SIMPLE = /^(?<minute>\d{1,2}) (?<hour>\d{1,2}|\*) \* \* (?<day>[0-7]|\*)$/;

/** A schedule in words: `every day at 03:00 UTC`; undefined for one that is less simple. */
export const cronWords = (cron: string): string | undefined => {
  const groups = SIMPLE.exec(cron.trim().replaceAll(/\s+/g, ' '))?.groups;
  return groups === undefined ? undefined : wordsOf(groups as Parts);
};

type Parts = Readonly<Record<'minute' | 'hour' | 'day', string>>;

const wordsOf = ({ minute, hour, day }: Parts): string | undefined => {
  if (hour === '*') return day === '*' ? `every hour at minute ${minute}` : undefined;
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')} UTC`;
  const weekday = day === '*' ? undefined : DAYS[Number(day) % DAYS.length];
  return `every ${weekday ?? 'day'} at ${time}`;
};
