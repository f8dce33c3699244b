/** Every secret of the engine begins with it, so that whoever tests what is said finds one that was. */
export const SECRET_WORD = 'neverSayThisAloud';

export const secretText = (bytes: Buffer): string => `${SECRET_WORD}${bytes.toString('base64')}`;
