/** The text with what JSON would have in each gap: a value, a member, a name, or nothing. */
export function jsonGuess(texts: readonly string[]): string {
  const place = new Place();
  let guess = '';
  for (const [index, text] of texts.entries()) {
    const piece = index === 0 ? text : place.word(text) + text;
    place.pass(piece);
    guess += piece;
  }
  return guess;
}

/** Where a text that may be JSON has got to. */
class Place {
  private readonly open: string[] = [];
  private inString = false;
  /** Outside of blanks. */
  private last = '';

  pass(text: string): void {
    // An escaped sign is one piece, so that \" ends no string.
    for (const [piece] of text.matchAll(/\\.|\S/gs)) {
      if (piece === '"') this.inString = !this.inString;
      else if (!this.inString && /[[{]/.test(piece)) this.open.push(piece);
      else if (!this.inString && /[\]}]/.test(piece)) this.open.pop();
      this.last = piece;
    }
  }

  /** `after`: the text up to the next gap. */
  word(after: string): string {
    if (this.inString) return '';
    const [next = ''] = after.trimStart();
    if (this.open.at(-1) === '{' && /[{,]/.test(this.last)) {
      if (next === ':') return '"a"';
      // What prints members may print the comma after them too.
      return next === '"' ? '' : '"a":1';
    }
    // A sign or a point waits for digits; what follows a whole value need not be there.
    return /^[[:,.-]?$/.test(this.last) && !/["[{]/.test(next) ? '1' : '';
  }
}
