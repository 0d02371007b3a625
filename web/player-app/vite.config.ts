import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { compression } from "vite-plugin-compression2";

const WEB = join(import.meta.dirname, "..");
const LIGHT_WORDS = join(import.meta.dirname, "light-words.ts");

/**
 * What players load, and everybody at the door. The same React components as in the app of staff, drawn by Preact in a
 * tenth of the bytes; see docs/adr/0014.
 */
export default defineConfig({
  root: WEB,
  publicDir: false,
  plugins: [react(), compression({ algorithms: ["brotliCompress", "gzip"], include: /\.(js|css)$/ })],
  resolve: {
    alias: {
      "react/jsx-runtime": "preact/jsx-runtime",
      "react-dom/client": "preact/compat/client",
      "react-dom": "preact/compat",
      react: "preact/compat",
      "react-i18next": LIGHT_WORDS,
      i18next: LIGHT_WORDS,
    },
  },
  css: { modules: { localsConvention: "camelCaseOnly" } },
  build: {
    outDir: "dist",
    // The app of staff is there already.
    emptyOutDir: false,
    rolldownOptions: { input: [join(WEB, "sign-in.html"), join(WEB, "my.html")] },
    modulePreload: { polyfill: false },
  },
});
