// Sources are TypeScript in ESM style; jest runs them as CommonJS through swc.
const esmOnly = [
  'preact',
  'preact-render-to-string',
  'temporal-polyfill',
  'temporal-utils',
  'temporal-spec',
  'rrule-temporal',
  'ical.js',
  'p-limit',
  'yocto-queue',
]

// With DATABASE_URL the tests use that server, in a database of their own.
process.env.TEST_DATABASE_URL ??= process.env.DATABASE_URL ?? ''
delete process.env.DATABASE_URL

export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.tsx$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic', importSource: 'preact' } },
          target: 'es2022',
        },
        module: { type: 'commonjs' },
      },
    ],
    '^.+\\.(t|j|mj)s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  setupFilesAfterEnv: ['<rootDir>/test/support/answers-checked.ts'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  testTimeout: 180_000,
  maxWorkers: 3,
}
