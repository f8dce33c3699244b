import { renderTable } from '../lib/terminal/table';
import { asksOf, grantedUnasked, grantsOf } from '../lib/vendors/grants';
import { type Preset, presetIds, readPreset } from '../lib/vendors/preset';

/** `npm run vendors:check`: what each vendor's page asks for against what its preset grants. */
export interface VendorsCheck {
  readonly table: string;
  /** What is granted and was not asked for, a line each. */
  readonly excess: readonly string[];
}

export function checkVendors(presets: readonly Preset[], now: Date): VendorsCheck {
  const excess = presets.flatMap((preset) =>
    grantedUnasked(preset, now).map(({ action, resource }) => `${preset.id}: ${action} on ${resource}`),
  );
  const rows = presets.map((preset) => {
    const asked = unique(asksOf(preset).map(({ action }) => action));
    const granted = unique(grantsOf(preset, now).flatMap(({ actions }) => actions));
    return [
      preset.id,
      Object.keys(preset.access).join(', '),
      asked.length === 0 ? 'not documented' : String(asked.length),
      short(granted),
      short(asked.filter((action) => !granted.includes(action))),
    ];
  });
  return {
    table: renderTable(
      [['vendor', 'trust', 'asked', 'granted', 'asked and not granted'], ...rows],
      (line) => line,
    ),
    excess,
  };
}

const unique = (actions: readonly string[]) => [...new Set(actions)].sort();
/** Actions of other services keep their service. */
const short = (actions: readonly string[]) => actions.map((one) => one.replace(/^s3:/, '')).join(' ');

if (require.main === module) {
  const { table, excess } = checkVendors(presetIds().map(readPreset), new Date());
  console.log(table);
  if (excess.length > 0) {
    console.error(
      ['', 'Granted, and not asked for by the vendor:', ...excess.map((line) => `  ${line}`)].join('\n'),
    );
    process.exitCode = 1;
  }
}
