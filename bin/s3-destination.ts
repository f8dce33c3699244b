#!/usr/bin/env node
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../lib/paths';

/** Node 22.8 and newer have it; the types are those of Node 20. */
const { enableCompileCache } = nodeModule as { enableCompileCache?(folder: string): unknown };

// Keeps what V8 made of the code, and of the CDK's, for the next run. It never throws: where nothing can be written,
// nothing is kept. Not in the folder for temporary files, where others could put compiled code of their own.
enableCompileCache?.(join(PACKAGE_ROOT, 'node_modules', '.cache', 'compiled'));

// Only what is loaded after that is kept, so that the program is a file of its own.
require('./main');
