export interface Certificate {
  /** PEM; also what a client has to trust. */
  readonly cert: string;
  readonly key: string;
}

/** A certificate for 127.0.0.1 and localhost that signs itself, made anew at every start. */
export async function selfSignedCertificate(): Promise<Certificate> {
  const { generate } = await import('selfsigned');
  const { cert, private: key } = await generate(
    [{ name: 'commonName', value: 's3-destination-kit local engine' }],
    {
      keyType: 'ec',
      algorithm: 'sha256',
      notAfterDate: new Date(Date.now() + 30 * 24 * 3600 * 1000),
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        {
          name: 'subjectAltName',
          altNames: [
            { type: 7, ip: '127.0.0.1' },
            { type: 2, value: 'localhost' },
          ],
        },
      ],
    },
  );
  return { cert, key };
}
