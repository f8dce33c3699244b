/** The next number of a sequence, from 0 up to 1. */
export type Draw = () => number;

/** A sequence that depends on nothing but what it is named after: the same on every machine. */
export function draws(...name: readonly (string | number)[]): Draw {
  let state = hashOf(name.join('\u0000'));
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** FNV-1a, and its bits mixed, because names differ in their last sign only. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** A whole number from `least` to `most`. */
export const between = (draw: Draw, least: number, most: number): number =>
  least + Math.floor(draw() * (most - least + 1));

export function oneOf<T>(draw: Draw, choices: readonly T[]): T {
  return choices[Math.floor(draw() * choices.length)] as T;
}

/** A choice by weight. */
export function weighted<T extends string>(draw: Draw, weights: Readonly<Partial<Record<T, number>>>): T {
  const entries = Object.entries(weights) as [T, number][];
  let left = draw() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [choice, weight] of entries) {
    left -= weight;
    if (left < 0) return choice;
  }
  return (entries.at(-1) as [T, number])[0];
}
