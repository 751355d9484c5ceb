import js from '@eslint/js';
import globals from 'globals';

export default [
  { ignores: ['.venv*/', 'build/', 'dist/', 'runs/'] },
  js.configs.recommended,
  {
    rules: {
      'max-len': ['error', { code: 100, ignoreUrls: true }],
      'max-lines': ['error', 250],
      'no-restricted-globals': ['error', 'event', 'name', 'status', 'find', 'close', 'top'],
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'all' }],
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  { files: ['assets/page/**/*.js'], languageOptions: { globals: globals.browser } },
  { files: ['tests/page/**/*.js', '*.js'], languageOptions: { globals: globals.node } },
];
