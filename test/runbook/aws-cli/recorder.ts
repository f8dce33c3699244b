import { type Listener, listen, type WireRequest, type WireResponse } from '../../../lib/local/http';

export const ACCOUNT = '111122223333';
export const keyArnIn = (region: string, partition: string) =>
  `arn:${partition}:kms:${region}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

/** One request of the AWS CLI, as far as the services tell them apart. */
export interface Call {
  readonly service: string;
  /** `CreateRole`; of S3 the method and what of the bucket it is about, such as `PUT policy`. */
  readonly action: string;
  readonly bucket?: string;
  readonly body: string;
}

/** Answers as AWS would after a success, and keeps what was asked. */
export class Recorder {
  readonly calls: Call[] = [];
  private listener?: Listener;

  constructor(
    private readonly region: string,
    private readonly partition: string,
  ) {}

  async start(): Promise<string> {
    this.listener = await listen(async (request) => this.answer(request), {});
    return `http://127.0.0.1:${this.listener.port}`;
  }

  async stop(): Promise<void> {
    await this.listener?.close();
  }

  private answer(request: WireRequest): WireResponse {
    const call = callOf(request);
    this.calls.push(call);
    const json = { 'content-type': 'application/x-amz-json-1.1' };
    switch (call.action) {
      case 'CreateKey':
        return {
          status: 200,
          headers: json,
          body: JSON.stringify({ KeyMetadata: { Arn: keyArnIn(this.region, this.partition), KeyId: 'k' } }),
        };
      case 'EnableKeyRotation':
      case 'CreateSecret':
        return { status: 200, headers: json, body: '{}' };
      default:
        return {
          status: 200,
          headers: { 'content-type': 'text/xml' },
          body: call.service === 's3' ? '' : xml(call.action),
        };
    }
  }
}

function callOf({ method, target, headers, body }: WireRequest): Call {
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? 'none';
  const text = body.toString('utf8');
  const aimed = headers['x-amz-target'];
  if (aimed !== undefined) return { service, action: aimed.split('.').at(-1) ?? '', body: text };
  if (service !== 's3') return { service, action: new URLSearchParams(text).get('Action') ?? '', body: text };
  const { pathname, search } = new URL(target, 'http://s3');
  return {
    service,
    action: `${method} ${search.slice(1).replace(/=.*$/, '')}`.trim(),
    bucket: pathname.slice(1),
    body: text,
  };
}

const RESULTS: Readonly<Record<string, string>> = {
  GetCallerIdentity: `<Account>${ACCOUNT}</Account><Arn>arn:aws:iam::${ACCOUNT}:user/tester</Arn><UserId>A</UserId>`,
  CreateAccessKey:
    '<AccessKey><UserName>writer</UserName><AccessKeyId>AKIAFAKE</AccessKeyId><Status>Active</Status><SecretAccessKey>fake-secret</SecretAccessKey></AccessKey>',
  CreateRole: '<Role><RoleName>r</RoleName></Role>',
  CreateUser: '<User><UserName>u</UserName></User>',
  CreateOpenIDConnectProvider: '<OpenIDConnectProviderArn>arn</OpenIDConnectProviderArn>',
};

const xml = (action: string) =>
  `<${action}Response><${action}Result>${RESULTS[action] ?? ''}</${action}Result></${action}Response>`;
