/** The words of others on one line: no control characters, nor any that turn the direction of text, reach a terminal. */
export const printable = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
