import { gzipSync } from 'node:zlib';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

/** The handler that people write: what comes from the queue goes into one object, with the SDK's client. */

const client = new S3Client({ forcePathStyle: true });

interface Event {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

export async function handler({ Records }: Event): Promise<object> {
  const lines = Records.map(({ body }) => {
    JSON.parse(body);
    return `${body}\n`;
  });
  await client.send(
    new PutObjectCommand({
      Bucket: 'bench',
      Key: `readings/${Records[0]?.messageId}.jsonl.gz`,
      ContentType: 'application/gzip',
      Body: gzipSync(lines.join('')),
    }),
  );
  return { batchItemFailures: [] };
}
