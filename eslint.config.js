import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: [".venv/", ".nox/", "htmlcov/", "docs/"] },
  js.configs.recommended,
  {
    files: ["**/static/**/*.js"],
    languageOptions: { globals: globals.browser },
    rules: {
      "eqeqeq": "error",
      "no-else-return": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
];
