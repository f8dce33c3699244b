/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/test/environment.js',
  // A test that waits for what never comes; a busy machine takes longer than the default of 5 s for what does.
  testTimeout: 20_000,
  roots: ['<rootDir>/test', '<rootDir>/examples'],
  testMatch: ['**/*.test.ts'],
  // `ignoreDynamic` keeps import() as it stands: packages that are ES modules only are loaded with it.
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs', ignoreDynamic: true },
      },
    ],
  },
  // Dynamic imports name the compiled file, which Node wants; here it is the source.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  globalSetup: '<rootDir>/test/global-setup.js',
  setupFiles: ['<rootDir>/test/setup.js'],
  setupFilesAfterEnv: ['aws-cdk-lib/testhelpers/jest-autoclean', '<rootDir>/test/overheard.ts'],
  reporters: ['default', '<rootDir>/test/overheard-reporter.js'],
  // Counted by the code itself: V8 counts all that a worker has loaded, the CDK too, and took as long as the tests.
  coverageProvider: 'babel',
  collectCoverageFrom: ['lib/{config,policy,vendors,destination}/**/*.ts', 'lib/sink/*.ts', 'lib/load/*.ts'],
  coverageThreshold: { global: { lines: 100, branches: 100, functions: 100, statements: 100 } },
  coverageReporters: ['text-summary', 'lcovonly'],
  snapshotSerializers: ['<rootDir>/test/hide-asset-hashes.js'],
};
