/** What a declaration says, in its own words. Nothing here comes from the kit's own policies. */
export interface Grant {
  readonly actions: readonly string[];
  /** `the bucket`, `the key`, `the queue`, …, an ARN, or a pattern of object names with one asterisk. */
  readonly places: readonly string[];
  /** The service through which alone the grant works: `s3`. */
  readonly through?: string;
  /** Of a list grant: what `s3:prefix` begins with. */
  readonly under?: readonly string[];
  /** Of a service: the resource on whose behalf it acts; `the rule` is the template's own. */
  readonly on?: string;
  /** Of a service: the account on whose behalf it acts. */
  readonly account?: string;
  /** Milliseconds; the grant ends as this moment begins. */
  readonly until?: number;
}

export type Trust =
  | 'nobody'
  | {
      readonly account: string;
      /** Not the whole account, but roles whose name has this form: `exporter*`. */
      readonly role?: string;
      readonly externalId?: string;
      readonly from?: string;
    }
  | { readonly arn: string; readonly externalId?: string; readonly from?: string }
  | {
      readonly issuer: string;
      readonly sub: readonly string[];
      readonly aud?: string;
      readonly oaud?: string;
    }
  | { readonly service: string; readonly account?: string };

export interface Declaration {
  readonly bucket: {
    /** Named only where it is there already: then it is left alone. */
    readonly existing?: string;
    readonly versioned: boolean;
    readonly retained: boolean;
    /** After how many days objects go. */
    readonly expires?: number;
    /** `own`, the ARN of one that is there already, or none. */
    readonly key?: string;
  };
  /** Who is not in the template: the ARN or account that the bucket policy names. */
  readonly writer?: string;
  readonly may: Readonly<Record<string, readonly Grant[]>>;
  readonly assumed: Readonly<Record<string, Trust>>;
  readonly further: Further;
}

/** What stands in a template besides policies and could open a door. */
export interface Further {
  readonly boundary?: string;
  readonly accessKeys: number;
  readonly sessionHours: number;
  /** Whether the function has a URL. */
  readonly url: boolean;
  /** Where records of others come from. */
  readonly sources: readonly string[];
  /** Who is told of an alarm. */
  readonly alarms?: readonly string[];
}

const GRANT =
  /^(?<actions>\S.*?) on (?<places>.+?)(?: through (?<through>\w+))?(?: under (?<under>\S+))?(?: for (?<on>the rule|arn:\S+))?(?: of account (?<account>\d{12}))?(?: until (?<until>\S+))?$/;

/** `s3:PutObject, s3:GetObject on exports/*.csv until 2032-01-01T00:00:00Z` */
export function parseGrant(words: string): Grant {
  const groups = GRANT.exec(words)?.groups;
  if (groups === undefined) throw new Error(`not a grant: ${words}`);
  const { actions = '', places = '', through, under, on, account, until } = groups;
  return {
    actions: actions.split(', '),
    places: places.split(', '),
    ...(through && { through }),
    ...(under && { under: [under] }),
    ...(on && { on }),
    ...(account && { account }),
    ...(until && { until: Date.parse(until) }),
  };
}

/** Whether a name has the form of a pattern whose one asterisk stands for anything, slashes too. */
export function hasForm(pattern: string, name: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return name === pattern;
  const head = pattern.slice(0, star);
  const tail = pattern.slice(star + 1);
  return name.length >= head.length + tail.length && name.startsWith(head) && name.endsWith(tail);
}
