import type { Permissions } from '../config/destination';
import { suggestion } from '../config/did-you-mean';
import { type Preset, presetIds, readPreset } from '../vendors/preset';
import {
  type AccessSettings,
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
}

/** A vendor of the catalogue: it knows its principal, its object names and what it needs. */
export class VendorPreset {
  /** The preset of that ID, for example `keboola`. */
  static of(id: string): VendorPreset {
    const ids = presetIds();
    if (!ids.includes(id)) {
      throw new InvalidPropsError('VendorPreset.of', [
        `id: ${JSON.stringify(id)} is not a preset; ${suggestion(id, ids)}`,
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

  private access(
    method: string,
    type: 'iam-user' | 'cross-account-role' | 'web-identity-role',
    settings: AccessSettings,
  ): WriterAccess {
    const factory = `VendorPreset.of('${this.id}').${method}`;
    const preset = this.preset.access[type];
    if (preset) return WriterAccess._checked(factory, type, settings, preset);
    const supported = Object.keys(this.preset.access).join(' or ');
    throw new InvalidPropsError(factory, [
      `${this.vendorName} does not support ${type}: it supports ${supported}`,
    ]);
  }
}
