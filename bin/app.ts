import { synthesize } from '../lib/cli/app';
import { exitWith } from '../lib/cli/exit';

exitWith(() => synthesize());
