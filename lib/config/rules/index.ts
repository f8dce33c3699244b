import { ACCESS_RULES } from './access';
import { BUCKET_RULES } from './bucket';
import { GRANT_RULES } from './grant';
import { OBJECTS_RULES } from './objects';
import { SINK_RULES } from './sink';
import { STACK_RULES } from './stack';

export { type Check, inForm, type Rule, ruleKeywords, violation } from './rule';

/** What each kind of text in a destination file may look like. */
export const RULES = {
  ...STACK_RULES,
  ...BUCKET_RULES,
  ...OBJECTS_RULES,
  ...ACCESS_RULES,
  ...GRANT_RULES,
  ...SINK_RULES,
} as const;
