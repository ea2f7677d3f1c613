/** The checkpoint rules in a few words. */
export const RULES = {
  R1: 'R1: changes while online are captured',
  R2: 'R2: changes while offline are overwritten',
  R3: 'R3: the stored copy is restored on a move',
  R4: 'R4: checkpoints end with their resource',
  R5: 'R5: checkpoints are part of backups',
  R6: 'R6: two writers of one key',
} as const;

export type Rule = keyof typeof RULES;

/** The rule that a text names; undefined for any other text. */
export const ruleIn = (text: string | undefined): Rule | undefined =>
  text !== undefined && Object.hasOwn(RULES, text) ? (text as Rule) : undefined;
