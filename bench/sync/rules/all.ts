import { matinee } from './matinee.ts';
import { openTogetherTube } from './open-together-tube.ts';
import type { Rule } from './rule.ts';
import { syncplay } from './syncplay.ts';
import { syncTv } from './synctv.ts';

export const rules: readonly Rule[] = [matinee, syncplay, syncTv, openTogetherTube];

export function ruleOf(name: string): Rule {
  const rule = rules.find((r) => r.name === name);
  if (rule === undefined) throw new Error(`No rule is called ${name}.`);
  return rule;
}
