import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Where the objects of a bucket are put, as the SDK finds it: region, endpoint of a profile, FIPS, dual stack. */
export interface Place {
  readonly protocol: 'http:' | 'https:';
  readonly hostname: string;
  readonly port?: number;
  /** As the `host` header has it. */
  readonly host: string;
  /** What stands before the encoded key: `/` or `/<bucket>/`. */
  readonly path: string;
  readonly region: string;
}

interface Destination {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
}

class Found extends Error {
  constructor(readonly destination: Destination) {
    super('nothing was sent');
  }
}

/** Lets the SDK make a request, and takes its address before it is signed or sent. */
export async function placeOf(client: S3Client, bucket: string): Promise<Place> {
  const command = new PutObjectCommand({ Bucket: bucket, Key: 'k', Body: '' });
  command.middlewareStack.add(
    () =>
      async ({ request }) => {
        throw new Found(request as Destination);
      },
    { step: 'build', priority: 'low', name: 'addressOnly' },
  );
  const region = await client.config.region();
  try {
    await client.send(command);
  } catch (error) {
    if (!(error instanceof Found)) throw error;
    const { protocol, hostname, port, path } = error.destination;
    return {
      protocol: protocol === 'http:' ? 'http:' : 'https:',
      hostname,
      ...(port === undefined ? {} : { port }),
      host: port === undefined ? hostname : `${hostname}:${port}`,
      path: path.slice(0, -1),
      region,
    };
  }
  throw new Error('The SDK sent a request that only its address was wanted of.');
}
