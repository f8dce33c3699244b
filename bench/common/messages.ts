/** What the benches write: readings of devices, the same in every run, of about so many bytes each; each with a note. */
export function readings(count: number, bytes: number, note?: string): string[] {
  let state = 12345;
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
  const digits = (value: number, places: number) => Number(value.toFixed(places));
  return Array.from({ length: count }, (_, index) => {
    const reading = {
      deviceId: `press-${Math.floor(random() * 40)}`,
      ts: 1_700_000_000_000 + index * 250,
      temperature: digits(20 + random() * 30, 2),
      status: random() < 0.95 ? 'ok' : 'warn',
      note,
    };
    const text = JSON.stringify(reading);
    const left = bytes - text.length - '"values":[],'.length;
    const values: number[] = [];
    for (let used = 0; used < left; ) {
      const value = digits(random() * 1000, 3);
      values.push(value);
      used += String(value).length + 1;
    }
    return left <= 0 ? text : JSON.stringify({ ...reading, values });
  });
}

export interface SqsEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/** As Lambda hands them over. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function sqsEvent(bodies: readonly string[]): SqsEvent {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `059f36b4-87a3-44ab-83d2-${String(index).padStart(12, '0')}`,
      receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
      body,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '1700000000000',
        SenderId: 'AIDAIENQZJOLO23YVJ4VO',
        ApproximateFirstReceiveTimestamp: '1700000000001',
      },
      messageAttributes: {},
      md5OfBody: '098f6bcd4621d373cade4e832627b4f6',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-west-1:111122223333:readings',
      awsRegion: 'eu-west-1',
    })),
  };
}
