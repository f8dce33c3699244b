import type { Permissions } from '../config/destination';
import { missingParameters } from '../vendors/missing';
import { type Preset, presetIds, presetSuggestion, readPreset } from '../vendors/preset';
import {
  type AccessSettings,
  bucketPolicyPrincipalSettings,
  crossAccountRoleSettings,
  iamUserSettings,
  webIdentityRoleSettings,
} from './access-settings';
import { defined } from './defined';
import { ObjectScope, type ObjectScopeProps } from './object-scope';
import { InvalidPropsError } from './props-error';
import { WriterAccess } from './writer-access';
import type { IamUserProps, WriterRoleProps } from './writer-access-props';
import { fromSettings, type WriterPermissions } from './writer-permissions';

export interface PresetCrossAccountRoleProps extends WriterRoleProps {
  /**
   * Who assumes the role: an account ID, or the ARN of a role or user. For vendors that have one for each customer, or
   * for each of their regions.
   *
   * @default - the preset's; where it has none it must be given
   */
  readonly principal?: string;

  /**
   * What the vendor must send as it assumes the role.
   *
   * @default - none; then `externalIdPending` must be true
   */
  readonly externalId?: string;

  /**
   * The vendor shows the external ID only after the role exists: until it is set, nobody may assume the role.
   *
   * @default false
   */
  readonly externalIdPending?: boolean;
}

export interface PresetWebIdentityRoleProps extends WriterRoleProps {
  /**
   * The OIDC issuer, for vendors that have one for each customer or region.
   *
   * @default - the preset's; where it has none it must be given
   */
  readonly issuer?: string;

  /**
   * The `sub` claims that are let in.
   *
   * @default - none; then `subjectsPending` must be true
   */
  readonly subjects?: string[];

  /**
   * The vendor names the subject only after the role exists: until it is set, nobody may assume the role.
   *
   * @default false
   */
  readonly subjectsPending?: boolean;

  /**
   * The `aud` claim, for vendors whose tokens are made out to one customer.
   *
   * @default - the preset's; else as for `WriterAccess.webIdentityRole`
   */
  readonly audience?: string;

  /**
   * ARN of the provider that the account has already. An account holds one for each issuer.
   *
   * @default - the provider is made, where the issuer needs one
   */
  readonly providerArn?: string;
}

export interface PresetBucketPolicyPrincipalProps {
  /**
   * Whom the bucket policy names, for vendors that have one for each customer or region.
   *
   * @default - the preset's; where it has none it must be given
   */
  readonly principal?: string;

  /**
   * Further conditions of the grant, as IAM writes them: operator → key → values. They can only narrow it.
   *
   * @default - none
   */
  readonly conditions?: { [operator: string]: { [key: string]: string[] } };
}

/** A vendor of the catalogue: it knows its principal, its object names and what it needs. */
export class VendorPreset {
  /** The preset of that ID, for example `keboola`. */
  static of(id: string): VendorPreset {
    const ids = presetIds();
    if (!ids.includes(id)) {
      throw new InvalidPropsError('VendorPreset.of', [
        `id: ${JSON.stringify(id)} is not a preset; ${presetSuggestion(String(id))}`,
      ]);
    }
    return new VendorPreset(readPreset(id));
  }

  /** The IDs of all presets. */
  static ids(): string[] {
    return presetIds();
  }

  readonly id: string;
  /** The vendor's name, for people. */
  readonly vendorName: string;
  /** What the vendor needs besides writing. */
  readonly permissions: WriterPermissions;
  private readonly preset: Preset;

  private constructor(preset: Preset) {
    this.preset = preset;
    this.id = preset.id;
    this.vendorName = preset.name;
    this.permissions = fromSettings(preset.permissions as Partial<Permissions>);
  }

  /** The scope of the vendor's objects; what is not given is as the vendor names them. */
  objects(props: ObjectScopeProps = {}): ObjectScope {
    const { prefix, ...others } = this.preset.objects as ObjectScopeProps;
    const own = defined(props);
    const keepPrefix = own.prefix === undefined && own.prefixes === undefined;
    return new ObjectScope({ ...others, ...(keepPrefix ? defined({ prefix }) : {}), ...own });
  }

  /** An IAM user, where the vendor writes with access keys. */
  iamUser(props: IamUserProps = {}): WriterAccess {
    return this.access('iamUser', 'iam-user', iamUserSettings(props));
  }

  /** A role that the vendor's account assumes, where the vendor does. */
  crossAccountRole(props: PresetCrossAccountRoleProps): WriterAccess {
    return this.access('crossAccountRole', 'cross-account-role', crossAccountRoleSettings(props));
  }

  /** A role that the vendor's tokens assume, where the vendor has such. */
  webIdentityRole(props: PresetWebIdentityRoleProps): WriterAccess {
    return this.access('webIdentityRole', 'web-identity-role', webIdentityRoleSettings(props));
  }

  /** The vendor's principal in the bucket policy, where the vendor has such. Needs a bucket of this app. */
  bucketPolicyPrincipal(props: PresetBucketPolicyPrincipalProps = {}): WriterAccess {
    return this.access('bucketPolicyPrincipal', 'bucket-policy', bucketPolicyPrincipalSettings(props));
  }

  private access(
    method: string,
    type: 'iam-user' | 'cross-account-role' | 'web-identity-role' | 'bucket-policy',
    settings: AccessSettings,
  ): WriterAccess {
    const factory = `VendorPreset.of('${this.id}').${method}`;
    if (!this.preset.access[type]) {
      const supported = Object.keys(this.preset.access).join(' or ');
      throw new InvalidPropsError(factory, [
        `${this.vendorName} does not support ${type}: it supports ${supported}`,
      ]);
    }
    const missing = this.missing(type, defined(settings.settings));
    const check = () => WriterAccess._checked(factory, type, settings, this.preset);
    if (missing.length === 0) return check();
    const keys = missing.map(({ key }) => key);
    const others = complaintsOf(check).filter((one) => !keys.some((key) => one.startsWith(`${key}: `)));
    throw new InvalidPropsError(factory, [...missing.map(inVendorsWords), ...others]);
  }

  /** The values that only the vendor tells. A list without subjects says none. */
  private missing(type: string, { subjects, ...own }: Readonly<Record<string, unknown>>) {
    const given =
      Array.isArray(subjects) && subjects.length === 0 ? own : { ...own, ...defined({ subjects }) };
    return missingParameters(this.preset, given, { ...this.preset.access[type], ...given, type });
  }
}

function inVendorsWords({ key, label, where, mayBePending }: Preset['parameters'][number]): string {
  return `${key}: is missing: write ${label}, ${where}${mayBePending ? `; or ${key}Pending: true` : ''}`;
}

function complaintsOf(check: () => unknown): readonly string[] {
  let complaints: readonly string[] = [];
  try {
    check();
  } catch (error) {
    if (!(error instanceof InvalidPropsError)) throw error;
    complaints = error.complaints;
  }
  return complaints;
}
