import type { Destination, NewBucket } from '../../config/destination';
import type { RunbookInput } from '../input';
import { note, type Section } from '../model';
import { code, listed, prose, type Text, t } from '../text';
import { makesProvider, vendorOf } from '../words';

type Row = readonly [what: Text, setting: Text, why: Text];

/** What will be created, and why. */
export function resources(input: RunbookInput): Section {
  const { destination, preset } = input;
  const rows = [
    ...bucketRows(input),
    ...writerRows(input),
    ...sinkRows(destination),
    ...(Object.keys(destination.tags).length === 0
      ? []
      : [
          [
            t`Tags`,
            listed(Object.entries(destination.tags).map(([key, value]) => code(`${key}=${value}`))),
            t`on every resource`,
          ] as Row,
        ]),
  ];
  return {
    id: 'resources',
    title: 'What is created, and why',
    blocks: [
      {
        type: 'table',
        caption: 'Resources, their settings and the reasons',
        head: ['Resource', 'Setting', 'Why'],
        rows: rows.map((row) => row.map((cell) => [cell])),
      },
      ...(preset?.byHand ?? []).map((sentence) => note(t`Not made by this kit: ${prose(sentence)}`)),
    ],
  };
}

function bucketRows(input: RunbookInput): Row[] {
  const { bucket, access } = input.destination;
  if (bucket.existing) {
    return [
      [
        t`S3 bucket`,
        t`${code(bucket.name)}, yours`,
        t`it is left alone: see yourself that it blocks public access, disables ACLs and wants TLS`,
      ],
      ...(bucket.keyArn === undefined
        ? []
        : [[t`KMS key`, t`${code(bucket.keyArn)}, yours`, t`it encrypts the bucket`] as Row]),
    ];
  }
  const who = access.type === 'none' ? 'the sink' : vendorOf(input);
  return [
    [
      t`S3 bucket`,
      bucket.name === undefined ? t`name made up by CloudFormation` : t`${code(bucket.name)}`,
      t`a place for what ${who} ${input.destination.permissions.put ? 'writes' : 'reads'}, apart from your other data`,
    ],
    [t`Public access`, t`all four blocks on`, t`no policy or ACL can make an object public`],
    [
      t`Object ownership`,
      t`bucket owner enforced: ACLs disabled`,
      t`every object is yours, whoever writes it`,
    ],
    [t`Bucket policy`, t`denies requests without TLS`, t`nobody reads or writes over plain HTTP`],
    encryptionRow(bucket),
    bucket.versioned
      ? [t`Versioning`, t`on`, t`what is overwritten or deleted stays as a noncurrent version`]
      : [t`Versioning`, t`off`, t`the file says so: what is overwritten or deleted is gone`],
    [
      t`Lifecycle`,
      bucket.expireObjectsAfterDays === undefined
        ? t`unfinished uploads go after 7 days`
        : t`unfinished uploads go after 7 days, objects after ${daysOf(bucket.expireObjectsAfterDays)}`,
      t`parts of uploads that failed would be charged for ever${bucket.expireObjectsAfterDays === undefined ? '' : '; objects are kept as long as they are needed'}`,
    ],
    bucket.retain
      ? [t`When the stack is deleted`, t`the bucket stays`, t`data outlive the set-up`]
      : [t`When the stack is deleted`, t`the bucket goes, once it is empty`, t`the file says so`],
  ];
}

const daysOf = (days: number) => `${days} ${days === 1 ? 'day' : 'days'}`;

function encryptionRow({ encryption }: NewBucket): Row {
  if (encryption === 's3-managed')
    return [t`Encryption`, t`SSE-S3`, t`encrypted at rest; writers need no right for it`];
  if (encryption === 'kms')
    return [
      t`KMS key`,
      t`of the bucket's own, rotated every year`,
      t`reading wants a right on the key as well as on the object`,
    ];
  return [
    t`KMS key`,
    t`${code(encryption.keyArn)}, yours`,
    t`it encrypts the bucket; its own policy stays yours`,
  ];
}

function writerRows(input: RunbookInput): Row[] {
  const { access } = input.destination;
  const vendor = vendorOf(input);
  const bounded: Row[] =
    'permissionsBoundary' in access && access.permissionsBoundary !== undefined
      ? [
          [
            t`Permissions boundary`,
            t`${code(access.permissionsBoundary)}`,
            t`your own upper limit for the identity`,
          ],
        ]
      : [];
  const policy: Row = [
    t`Inline policy`,
    t`the actions of the next section`,
    t`least privilege: what is not named is denied`,
  ];
  switch (access.type) {
    case 'iam-user':
      return [
        [
          t`IAM user`,
          access.userName === undefined ? t`name made up by CloudFormation` : t`${code(access.userName)}`,
          t`${vendor} signs with an access key; the user has no password and no other right`,
        ],
        policy,
        ...bounded,
        access.keyInSecretsManager
          ? [
              t`Access key`,
              t`made with the stack, kept in Secrets Manager`,
              t`the secret is in no template output and no log`,
            ]
          : [
              t`Access key`,
              t`issued after the deployment, into a file`,
              t`the secret never passes through CloudFormation`,
            ],
      ];
    case 'cross-account-role':
    case 'web-identity-role': {
      const hours = access.maxSessionHours;
      return [
        ...providerRows(input.destination),
        [
          t`IAM role`,
          access.roleName === undefined ? t`name made up by CloudFormation` : t`${code(access.roleName)}`,
          t`${vendor} gets credentials that expire by themselves: no key is handed over`,
        ],
        ...(hours === undefined
          ? []
          : [
              [
                t`Session length`,
                t`up to ${String(hours)} h`,
                t`one run of ${vendor} may take that long`,
              ] as Row,
            ]),
        policy,
        ...bounded,
      ];
    }
    case 'bucket-policy':
      return [
        [
          t`Statements in the bucket policy`,
          t`for ${code(access.principal)}`,
          t`${vendor} signs with an identity of its own: you make none`,
        ],
      ];
    case 'none':
      return [];
  }
}

function providerRows({ access }: Destination): Row[] {
  if (access.type !== 'web-identity-role') return [];
  if (makesProvider({ access }))
    return [
      [
        t`OIDC provider`,
        t`${code(`https://${access.issuer}`)}, audience ${code(access.audience ?? '')}`,
        t`IAM accepts tokens of this issuer; an account holds one provider for each issuer`,
      ],
    ];
  return access.providerArn === undefined
    ? [[t`OIDC provider`, t`none: ${code(access.issuer)} is built into IAM`, t`nothing has to be made`]]
    : [[t`OIDC provider`, t`${code(access.providerArn)}, yours`, t`it is there already`]];
}

function sinkRows({ sink }: Destination): Row[] {
  if (sink === undefined) return [];
  return [
    [
      t`Lambda sink`,
      t`source ${code(sink.source.type)}, format ${code(sink.format)}, compression ${code(sink.compression)}`,
      t`it turns records into objects under the same scope, and loses none`,
    ],
    sink.deduplicate
      ? [
          t`Role of the sink`,
          t`${code('s3:PutObject')} and ${code('s3:GetObject')} on the scope`,
          t`it writes objects, and looks whether an object that a claim names is there`,
        ]
      : [
          t`Role of the sink`,
          t`${code('s3:PutObject')} on the scope`,
          t`it can do nothing else in the bucket`,
        ],
    [
      t`Dead-letter queue and alarms`,
      t`records that cannot be written wait for 14 days`,
      t`nothing is dropped in silence`,
    ],
  ];
}
