import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: [".venv*/", ".nox/", "build/", "dist/", "htmlcov/", "docs/", "signals_panel/static/"] },
  js.configs.recommended,
  {
    files: ["scripts/*.js", "demo_site/**/*.js"],
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
