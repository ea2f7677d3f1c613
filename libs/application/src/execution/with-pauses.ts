/** Lets other work go on. */
export type Pause = () => Promise<void>;

/** Does work that is made in small steps, with a pause after each. */
export const withPauses = async <Result>(
  steps: Generator<undefined, Result>,
  pause: Pause,
): Promise<Result> => {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    await pause();
  }
};
