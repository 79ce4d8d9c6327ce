// Builds widget.js: one classic script, its styles inside. The same sources give the same bytes (CI checks it).
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  // The classic runtime: calls of h() pack smaller than the automatic one's.
  oxc: { jsx: { runtime: "classic", pragma: "h", pragmaFrag: "Fragment" } },
  build: {
    target: "es2022", // browsers from 2022 on: Chrome 94, Firefox 98, Safari 15.4
    cssTarget: ["chrome94", "firefox98", "safari15.4"],
    cssMinify: "lightningcss",
    minify: "terser",
    terserOptions: { ecma: 2020, compress: { passes: 3, unsafe: true, unsafe_arrows: true, pure_getters: true, hoist_vars: true }, format: { ascii_only: false } },
    outDir: here("../channels/static"),
    emptyOutDir: false, // the label files are there too
    copyPublicDir: false,
    lib: { entry: here("src/widget.ts"), formats: ["iife"], name: "admissionsChat", fileName: () => "widget.js" },
  },
  test: { environment: "happy-dom", include: ["tests/**/*.test.{ts,tsx}"] },
});
