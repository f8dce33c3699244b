import { synthesize } from '../lib/cli/app';
import { exitWith } from '../lib/terminal/exit';

exitWith(() => synthesize());
